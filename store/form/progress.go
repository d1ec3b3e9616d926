package form

// Item gives an item by its linkId, or nil.
func (f *Form) Item(linkID string) *Item { return f.byID[linkID] }

// Walk calls visit for every item in the order of the form, an item before
// those below it. It does not go below an item for which visit returns false.
func (f *Form) Walk(visit func(it *Item, depth int) bool) { walk(f.Items, 0, visit) }

func walk(items []*Item, depth int, visit func(*Item, int) bool) {
	for _, it := range items {
		if visit(it, depth) {
			walk(it.Items, depth+1, visit)
		}
	}
}

// Sections gives the groups that are drawn as sections of their own, in
// order.
func (f *Form) Sections() []*Item {
	var sections []*Item
	f.Walk(func(it *Item, _ int) bool {
		if it.Section {
			sections = append(sections, it)
		}
		return true
	})
	return sections
}

// Progress counts the questions below an item, itself included: those that
// are asked now and those of them that are answered. Hidden and read-only
// questions do not count. An empty linkId stands for the whole form.
func (f *Form) Progress(fields map[string]any, section string) (answeredCount, total int) {
	items := f.Items
	if section != "" {
		it := f.byID[section]
		if it == nil {
			return 0, 0
		}
		items = []*Item{it}
	}
	enabled := f.Enabled(fields)
	walk(items, 0, func(it *Item, _ int) bool {
		if it.Hidden || !enabled[it.LinkID] {
			return false
		}
		if it.hasValue() && !it.ReadOnly {
			total++
			if answered(fields[it.LinkID]) {
				answeredCount++
			}
		}
		return true
	})
	return answeredCount, total
}

// Parent gives the item above, or nil.
func (it *Item) Parent() *Item { return it.parent }

// List gives the code list of the item, or nil.
func (it *Item) List() *CodeList { return it.list }

// Choices gives what can be chosen on a day (2026-11-22; "" for any), whether
// the choices stand in the form or in a code list.
func (it *Item) Choices(day string) []Option {
	if it.list == nil {
		return it.Options
	}
	var options []Option
	for _, c := range it.list.Active(day) {
		options = append(options, Option{Code: c.Code, Display: c.Ja, DisplayEn: c.En})
	}
	return options
}

// Initial gives the fields that a new record of this kind starts with.
func (f *Form) Initial() map[string]any {
	fields := map[string]any{}
	for _, it := range f.order {
		if it.Initial != nil {
			fields[it.LinkID] = it.Initial
		}
	}
	return fields
}
