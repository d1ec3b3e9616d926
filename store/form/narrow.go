package form

// Groups are those that a form or an item can be for alone, as the directory
// names them.
var Groups = []string{"leaders", "health"}

// NarrowTo is the group that alone may read a field of this form: that of the
// form, or of the field's item; "" where everybody may who reads the case.
func (f *Form) NarrowTo(field string) string {
	if f == nil {
		return ""
	}
	if it := f.byID[field]; it != nil && it.Narrow != "" {
		return it.Narrow
	}
	return f.Narrow
}

// Narrows reports whether any field is for one group alone.
func (f *Form) Narrows() bool {
	if f == nil || f.Narrow != "" {
		return f != nil
	}
	for _, it := range f.order {
		if it.Narrow != "" {
			return true
		}
	}
	return false
}

// group reads for whom alone something is.
func (r *reader) group(ext *node) string {
	name := r.need(ext, "valueCode")
	if name != "" && !oneOf(name, Groups...) {
		r.fault(ext, FaultValue, name, "no such group")
		return ""
	}
	return name
}

func (r *reader) narrow(ext *node, it *Item) { it.Narrow = r.group(ext) }

// checkNarrow hands down for whom an item is, and refuses what would tell
// others about it: an item that is shown, filled in or added up because of a
// narrower one. Nor may a narrower one have to be answered or date the record:
// others change the record without seeing it.
func (r *reader) checkNarrow() {
	f := r.form
	for _, it := range f.order {
		if it.Narrow == "" && it.parent != nil {
			it.Narrow = it.parent.Narrow
		}
		if it.Narrow != "" && f.Narrow != "" && it.Narrow != f.Narrow {
			r.fault(r.places[it], FaultValue, it.LinkID, "the form is for "+f.Narrow)
		}
	}
	for _, it := range f.order {
		for _, name := range r.dependsOn(it) {
			if of := f.byID[name]; of != nil && of.Narrow != "" && of.Narrow != it.Narrow && f.Narrow == "" {
				r.fault(r.places[it], FaultReference, it.LinkID, "would tell about "+name)
			}
		}
		if it.Narrow != "" && f.Narrow == "" && (it.Required || it.LinkID == f.DateField) {
			r.fault(r.places[it], FaultSubset, it.LinkID, "others cannot answer it")
		}
	}
}

// dependsOn are the items that decide whether an item is shown and what it is.
func (r *reader) dependsOn(it *Item) []string {
	names := append([]string(nil), it.Sum...)
	for _, c := range it.EnableWhen {
		names = append(names, c.Question)
	}
	return names
}
