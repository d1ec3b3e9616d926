package center

import "yorisoi/store/trust"

// The tests open sealed backups many times. What one try costs is written in
// the file, so a reader is tested all the same; cmd/yorisoi-center's tests pay
// the real price.
func init() { sealCost = trust.KDF{Time: 1, MemoryKiB: 64, Threads: 1} }
