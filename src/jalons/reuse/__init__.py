"""Reuse: devices that leave use, routes the law allows, proofs."""
