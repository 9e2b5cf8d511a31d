"""The keys and ciphers of the program: pure functions over bytes, without database, web or settings (decision 0012).

Everything sealed begins with a format byte, so that another cipher can stand beside today's. Only the
library `cryptography` is used below, and only these: AES-256-GCM, AES-SIV, X25519 in HPKE (RFC 9180),
Ed25519, Argon2id (RFC 9106), HMAC-SHA256.
"""
