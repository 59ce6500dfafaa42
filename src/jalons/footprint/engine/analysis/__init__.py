"""What a footprint becomes once opened, compared, or changed by levers."""
