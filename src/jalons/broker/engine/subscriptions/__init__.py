"""Subscriptions: read, matched with the effects of operations, written as notifications. Pure.

Source: ETSI GS CIM 009 V1.9.1, clauses 5.2.12 to 5.2.15, 5.2.22, 5.3.1 and 5.8.
"""
