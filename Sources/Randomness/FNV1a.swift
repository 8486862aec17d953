/// The 64-bit hash FNV-1a of bytes, or in its manner of larger words: the same on every machine, and
/// cheap; not for cryptography.
///
/// - Parameters:
///   - words: what is hashed.
///   - seed: makes a family of hashes; 0 gives the published one.
/// - Returns: the hash.
///
/// Source: Fowler, Noll, Vo, Eastlake, "The FNV non-cryptographic hash algorithm" (RFC 9923).
@inlinable
public func fnv1a(_ words: some Sequence<some UnsignedInteger>, seed: UInt64 = 0) -> UInt64 {
  fnv1a(words, continuing: 0xcbf2_9ce4_8422_2325 ^ seed)
}

/// The 64-bit FNV-1a hash of a sequence whose beginning has been hashed already.
///
/// - Parameters:
///   - words: what follows.
///   - hash: the hash of what stands before it.
/// - Returns: the hash of both.
@inlinable
public func fnv1a(
  _ words: some Sequence<some UnsignedInteger>, continuing hash: UInt64
) -> UInt64 {
  words.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
