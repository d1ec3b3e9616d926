package store

import "github.com/google/uuid"

// Unsealed returns the configuration of the unsealed twin, for benchmarks.
func Unsealed(c Config) Config {
	c.plain = true
	return c
}

// ShownIn says, for merges of cases into others, where each case is shown.
func ShownIn(merges [][2]uuid.UUID) map[uuid.UUID]uuid.UUID {
	var links []link
	for _, m := range merges {
		links = append(links, link{file: m[0], target: m[1]})
	}
	return visible(links)
}
