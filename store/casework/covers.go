package casework

import "slices"

// Covers reports whether an approval covers a field of a record of the kind, as
// a document or as a part of one: whether Digest counts it.
func Covers(kind, field string) bool {
	return !slices.Contains(neverCovered, field) && !slices.Contains(covered[kind].not, field)
}
