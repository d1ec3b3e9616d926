package page

import "yorisoi/store"

// ShowRows shows rows that were not read from the store.
func (p *Registry) ShowRows(rows []store.RegistryRow) { p.show(p.newRegistryTable(rows)) }

// Arrange filters, sorts and groups the table as somebody would ask for, and
// returns how many rows are shown. What was compared before is forgotten.
func (p *Registry) Arrange(words, column, group string) int {
	p.table.keys = map[string][]sortKey{}
	p.table.arrange(registryQuery{
		keep: (*registryLine).open, words: words, column: registryColumnOf(column), down: true, group: registryGroupOf(group),
	})
	return len(p.table.shown)
}

// TownOf is the neighbourhood in an address.
var TownOf = townOf
