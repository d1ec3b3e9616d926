// Package trust holds who may sign and who may read: identities, signatures,
// keys, grants and sealing, without any I/O.
//
// Terms: an Identity is a staff member's private half, a PublicIdentity what
// everyone may know of it. A Key is a symmetric case or group key. A Grant is
// a Key wrapped for one reader. A Locked identity is an Identity sealed by a
// password. KEYS.md beside this file specifies every byte.
package trust
