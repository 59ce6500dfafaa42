"""The 50 % rate and its proofs, avoided impact, depreciation."""
