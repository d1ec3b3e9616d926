package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/casework"
)

// registryTable is the registry in memory: all its lines, and those that are
// shown in the order they are shown in. Filtering, sorting and grouping read
// nothing but this.
type registryTable struct {
	lines []registryLine
	ranks map[string]map[string]int // of codes within their lists
	keys  map[string][]sortKey      // by column, made when first sorted by
	shown []registryEntry
	count int // lines shown or folded away
}

// registryLine is a line with what it is searched and sorted by.
type registryLine struct {
	store.RegistryRow
	find  string // folded
	kana  string // folded
	staff string
}

// registryEntry is what one row of the list shows: a line, or the heading of
// a group.
type registryEntry struct {
	line   int
	number int // of the line within the table, from 1
	group  *registryGroup
}

// registryGroup are the lines that have something in common.
type registryGroup struct {
	name   string // "" where that something is missing
	lines  []int
	folded bool
}

// sortKey is a value that is compared: a missing one comes last in both
// directions.
type sortKey struct {
	missing bool
	n       int64
	s       string
}

func (k *sortKey) compare(o *sortKey) int {
	if k.n != o.n {
		return cmp.Compare(k.n, o.n)
	}
	return strings.Compare(k.s, o.s)
}

// registryQuery is what to show of the table, and how.
type registryQuery struct {
	keep   func(l *registryLine) bool // nil keeps all
	words  string                     // all of them must be found
	column *registryColumn            // to sort by, nil for the order of the store
	down   bool
	group  func(l *registryLine) string // nil groups nothing
	folded map[string]bool              // the groups that are folded, by name
}

// rankedLists are the code lists that the table is sorted by.
var rankedLists = []string{"case_class", "severity", "abuse_type", "abuser", "intake_route", "cgc_share", "end_reason"}

// newRegistryTable takes over the lines of the registry. It is meant for the
// background: folding the names of thousands of people takes a moment.
func (d Deps) newRegistryTable(rows []store.RegistryRow) *registryTable {
	t := tableOf(rows, d.staff)
	for _, list := range rankedLists {
		ranks := map[string]int{}
		for i, c := range d.Store.Library().CodeList(list).Codes {
			ranks[c.Code] = i + 1
		}
		t.ranks[list] = ranks
	}
	return t
}

func tableOf(rows []store.RegistryRow, staff func(uuid.UUID) string) *registryTable {
	t := &registryTable{lines: make([]registryLine, len(rows)), keys: map[string][]sortKey{}, ranks: map[string]map[string]int{}}
	names := map[uuid.UUID]string{}
	for i, r := range rows {
		name, ok := names[r.LeadStaff]
		if !ok {
			name = staff(r.LeadStaff)
			names[r.LeadStaff] = name
		}
		t.lines[i] = registryLine{
			RegistryRow: r, staff: name, kana: casework.Fold(cmp.Or(r.Kana, r.Family)),
			find: casework.Fold(strings.Join([]string{r.Family, r.Name, r.Kana, r.School, r.Number}, " ")),
		}
	}
	return t
}

// arrange works out what is shown.
func (t *registryTable) arrange(q registryQuery) {
	found := t.filter(q)
	if q.column != nil {
		t.sort(found, q.column, q.down)
	}
	t.count = len(found)
	t.shown = t.shown[:0]
	if q.group == nil {
		for i, line := range found {
			t.shown = append(t.shown, registryEntry{line: line, number: i + 1})
		}
		return
	}
	n := 0
	for _, g := range t.groups(found, q) {
		t.shown = append(t.shown, registryEntry{line: -1, group: g})
		for _, line := range g.lines {
			n++
			if !g.folded {
				t.shown = append(t.shown, registryEntry{line: line, number: n})
			}
		}
	}
}

func (t *registryTable) filter(q registryQuery) []int {
	words := strings.Fields(casework.Fold(q.words))
	found := make([]int, 0, len(t.lines))
next:
	for i := range t.lines {
		l := &t.lines[i]
		if q.keep != nil && !q.keep(l) {
			continue
		}
		for _, w := range words {
			if !strings.Contains(l.find, w) {
				continue next
			}
		}
		found = append(found, i)
	}
	return found
}

// sort keeps lines that are equal in the order of the store, by kana.
func (t *registryTable) sort(found []int, c *registryColumn, down bool) {
	keys := t.keys[c.id]
	if keys == nil {
		keys = make([]sortKey, len(t.lines))
		for i := range t.lines {
			keys[i] = c.key(t, &t.lines[i])
		}
		t.keys[c.id] = keys
	}
	sign := 1
	if down {
		sign = -1
	}
	// With the place as the last thing compared an unstable sort is enough,
	// and takes half as long.
	slices.SortFunc(found, func(a, b int) int {
		ka, kb := &keys[a], &keys[b]
		if ka.missing != kb.missing {
			if ka.missing {
				return 1
			}
			return -1
		}
		if c := ka.compare(kb); c != 0 {
			return sign * c
		}
		return a - b
	})
}

// groups gathers lines by what they have in common, by name, those without it
// last.
func (t *registryTable) groups(found []int, q registryQuery) []*registryGroup {
	byName := map[string]*registryGroup{}
	var groups []*registryGroup
	for _, i := range found {
		name := q.group(&t.lines[i])
		g := byName[name]
		if g == nil {
			g = &registryGroup{name: name, folded: q.folded[name]}
			byName[name] = g
			groups = append(groups, g)
		}
		g.lines = append(g.lines, i)
	}
	slices.SortFunc(groups, func(a, b *registryGroup) int {
		if (a.name == "") != (b.name == "") {
			return strings.Compare(b.name, a.name)
		}
		return strings.Compare(a.name, b.name)
	})
	return groups
}

// townOf is the part of an address that says the neighbourhood: what stands
// before the first number, 西東京市田無町4丁目 → 西東京市田無町.
func townOf(address string) string {
	address = strings.TrimSpace(address)
	if i := strings.IndexFunc(address, isDigit); i >= 0 {
		return strings.TrimSpace(address[:i])
	}
	return address
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }
