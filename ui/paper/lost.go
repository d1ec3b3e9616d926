package paper

import "yorisoi/ui/present"

// Lost is what a report about a machine that is gone says.
type Lost struct {
	Facts    [][2]string // what is known, and how it is
	Measures []string    // what was done, and what still protects
	Columns  []string    // of Held: heads
	Held     [][]string  // the families whose files were on it; nil where all were
	Note     string      // what nobody here can know
}

// LostMachine lays the report out that a city hands to those whom it has to
// tell that a machine with personal data is gone.
func LostMachine(about About, l Lost) *Document {
	if about.Page == nil {
		about.Page = func(n, of int) string { return present.T("paper.page", n, of) }
	}
	d := New(about)
	d.Title(about.Title)
	d.Paragraph(l.Note)
	d.Heading(present.T("lost.facts"))
	rows := make([][]string, len(l.Facts))
	for i, fact := range l.Facts {
		rows[i] = fact[:]
	}
	d.Table([]Column{{Head: present.T("lost.what"), Width: 2}, {Head: present.T("lost.known"), Width: 3}}, rows)
	d.Heading(present.T("lost.measures"))
	d.Steps(l.Measures)
	if len(l.Held) > 0 {
		d.Heading(present.T("lost.held"))
		columns := make([]Column, len(l.Columns))
		for i, title := range l.Columns {
			columns[i] = Column{Head: title, Width: 1}
		}
		d.Table(columns, l.Held)
	}
	return d
}
