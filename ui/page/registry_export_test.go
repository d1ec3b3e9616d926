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

// Everything is what a copy of the table has with all columns.
func (p *Registry) Everything() string {
	view := p.view
	defer func() { p.view = view }()
	p.view.columns = nil
	for _, c := range registryColumns {
		p.view.columns = append(p.view.columns, c.id)
	}
	return p.plainTable()
}

// TownOf is the neighbourhood in an address.
var TownOf = townOf
