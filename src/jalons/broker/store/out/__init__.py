"""What a store offers to other formats: types, extents, exports."""
