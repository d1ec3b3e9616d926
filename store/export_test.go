package store

// Unsealed returns the configuration of the unsealed twin, for benchmarks.
func Unsealed(c Config) Config {
	c.plain = true
	return c
}
