"""Milly Inc.'s own product database, imagined: what the demo's disclosures are collected from.

A schema of its own (`milly_app`) beside Madoguchi's tables, filled with generated people. Nobody in
it is real: names are drawn at random, addresses combine real cities with made-up blocks, mails end
in a reserved domain (RFC 2606), telephone numbers lie in ranges that are not assigned, and network
addresses are those kept for documentation (RFC 5737, RFC 3849).
"""
