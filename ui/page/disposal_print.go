package page

import (
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/paper"
	"yorisoi/ui/present"
)

// printDisposal asks where the certificate of a list is to be written.
func (s *Settings) printDisposal(d store.Disposal) {
	s.print(printed{
		title: present.T("disposal.save"), name: present.T("disposal.file", d.Number), said: "disposal.saved",
		entry: store.AuditEntry{Act: store.AuditPrinted, Screen: "disposal", Subject: d.ID, Count: len(d.Rows)},
		ready: func() func() *paper.Document {
			about, certificate := paper.About{
				Title: present.T("disposal.paper"), By: s.Store.Me().Name, At: s.Store.Now().Local(),
				Serial: strings.ToUpper(uuid.NewString()[:8]),
			}, s.disposalPaper(d)
			return func() *paper.Document { return paper.DisposalCertificate(about, certificate) }
		},
	})
}

// disposalPaper is what the certificate says: case numbers, never a name.
func (s *Settings) disposalPaper(d store.Disposal) paper.Disposal {
	p := paper.Disposal{Note: present.T("disposal.paper_note"), Stations: s.destroyedLines(d)}
	p.Facts = [][2]string{
		{present.T("disposal.list_number"), d.Number},
		{present.T("disposal.count"), present.T("disposal.cases_n", len(d.Rows))},
		{present.T("disposal.drawn_by"), joined(d.By, s.moment(d.Drawn))},
		{present.T("disposal.approved_by"), joined(d.Approver, s.moment(d.Approved))},
		{present.T("disposal.carried_out"), s.moment(d.Due)},
		{present.T("disposal.answered"), present.T("disposal.answered_n", d.Answered(), len(d.Stations))},
	}
	for _, r := range d.Rows {
		class := s.code("retention_class", r.Class)
		if r.Kept {
			class = joined(class, present.T("disposal.kept"))
		}
		p.Cases = append(p.Cases, []string{r.Number, class, s.day(r.Closed), s.day(r.Due)})
	}
	return p
}
