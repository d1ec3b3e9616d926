package files

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Column is what a list can be sorted by.
type Column int

// The columns, in the order in which they stand.
const (
	ByName Column = iota
	ByDate
	BySize
)

// Order is how a list is sorted.
type Order struct {
	By   Column
	Down bool // the newest, the largest, the last name first
}

// Newest is the order in which a list begins.
var Newest = Order{By: ByDate, Down: true}

// Then is the order after the title of a column was pressed: the same column
// is turned round, another one begins as one would want it.
func (o Order) Then(by Column) Order {
	if o.By == by {
		return Order{By: by, Down: !o.Down}
	}
	return Order{By: by, Down: by != ByName}
}

// Sort puts entries in order, folders first. Entries that are alike stand by
// name.
func Sort(entries []Entry, o Order) {
	slices.SortFunc(entries, func(a, b Entry) int {
		if a.Folder != b.Folder {
			if a.Folder {
				return -1
			}
			return 1
		}
		c := 0
		switch o.By {
		case ByDate:
			c = a.Changed.Compare(b.Changed)
		case BySize:
			c = cmp.Compare(a.Size, b.Size)
		}
		down := o.Down
		if c == 0 {
			c, down = compareKeys(a.key, b.key), o.By == ByName && o.Down
		}
		if c == 0 {
			c = strings.Compare(a.Name, b.Name)
		}
		if down {
			return -c
		}
		return c
	})
}

// keyOf is a name as it is compared: small letters, and wide signs like
// narrow ones. Some systems keep が as か and a mark; they become one here.
func keyOf(name string) string { return strings.ToLower(norm.NFKC.String(name)) }

// compareKeys compares names so that 2 comes before 10.
func compareKeys(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x == "" || y == "" {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		m, n := strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
			return c
		}
		a, b = a[len(x):], b[len(y):]
	}
	return cmp.Compare(len(a), len(b))
}

// digits are the digits that a text begins with.
func digits(s string) string {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n]
}

// Find is the entry that is meant by the beginning of a name, looked for from
// one on and round the end; where no name begins so, one that has the text
// within. It is -1 if there is none.
func Find(entries []Entry, typed string, from int) int {
	key := keyOf(typed)
	if key == "" {
		return -1
	}
	for _, fits := range []func(s, key string) bool{strings.HasPrefix, strings.Contains} {
		for n := range entries {
			if i := (from + n) % len(entries); fits(entries[i].key, key) {
				return i
			}
		}
	}
	return -1
}
