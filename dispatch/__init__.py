"""Co-dispatch of water, wind, sun, storage, thermal plant and heavy industry on one grid."""
