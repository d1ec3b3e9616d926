package paper

import "yorisoi/ui/present"

// Disposal is what a certificate of destruction says. It names no family.
type Disposal struct {
	Facts    [][2]string // number, who drew it up and approved it, when
	Cases    [][]string  // number, class, closed, due since
	Stations [][]string  // machine, when it said that it has destroyed them, how many
	Note     string      // what it does not cover
}

// DisposalCertificate lays 廃棄証明書 out.
func DisposalCertificate(about About, c Disposal) *Document {
	if about.Page == nil {
		about.Page = func(n, of int) string { return present.T("paper.page", n, of) }
	}
	d := New(about)
	d.Title(about.Title)
	rows := make([][]string, len(c.Facts))
	for i, fact := range c.Facts {
		rows[i] = fact[:]
	}
	d.Table([]Column{{Head: present.T("disposal.what"), Width: 2}, {Head: present.T("disposal.known"), Width: 4}}, rows)
	d.Heading(present.T("disposal.cases"))
	d.Table([]Column{
		{Head: present.T("disposal.number"), Width: 3}, {Head: present.T("disposal.class"), Width: 3},
		{Head: present.T("disposal.closed"), Width: 2}, {Head: present.T("disposal.since"), Width: 2},
	}, c.Cases)
	d.Heading(present.T("disposal.where"))
	d.Table([]Column{
		{Head: present.T("disposal.machine"), Width: 3}, {Head: present.T("disposal.said"), Width: 3}, {Head: present.T("disposal.counts"), Width: 3},
	}, c.Stations)
	d.Paragraph(c.Note)
	return d
}
