package page

import (
	"bytes"
	"context"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/ui/async"
	"yorisoi/ui/files"
	"yorisoi/ui/paper"
	"yorisoi/ui/present"
)

// printLost asks where the report about a lost machine is to be written.
func (s *Settings) printLost(r *store.LostReport) {
	s.print(printed{
		title: present.T("lost.save"), name: present.T("lost.file"), said: "lost.saved",
		entry: store.AuditEntry{Act: store.AuditPrinted, Screen: "lost", Subject: r.Station.ID, Count: r.Cases},
		ready: func() func() *paper.Document {
			about, report := s.lostAbout(r), s.lostReport(r)
			return func() *paper.Document { return paper.LostMachine(about, report) }
		},
	})
}

// printed is a paper that the settings write to a file.
type printed struct {
	title, name string
	said        string // key of what is said when it is there
	entry       store.AuditEntry
	ready       func() func() *paper.Document // gathers the words; what it returns lays them out, in the background
}

// print asks where a paper is to be written, and writes it once the audit says
// that it leaves the program.
func (s *Settings) print(p printed) {
	s.chooseFiles(s.owner, fileChoice{
		Purpose: "paper", Title: p.title, Do: present.T("files.save"),
		Begin: []files.Kind{files.Documents, files.Home}, Save: true, Name: p.name, Ending: ".pdf", Replaces: true,
		Chosen: func(paths []string) { s.writePaper(p, paths[0]) },
	})
}

func (s *Settings) writePaper(p printed, path string) {
	document := p.ready()
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		raw, err := document().Bytes()
		if err != nil {
			return struct{}{}, err
		}
		if err := s.Store.Note(ctx, p.entry); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, writeWhole(path, bytes.NewReader(raw))
	}, func(_ struct{}, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.Nav.Say(present.T(p.said, path))
	})
}

// lostAbout is what every page of the report says of itself.
func (s *Settings) lostAbout(r *store.LostReport) paper.About {
	return paper.About{
		Title: present.T("lost.title", r.Station.Name), By: s.Store.Me().Name, At: s.Store.Now().Local(),
		Serial: strings.ToUpper(uuid.NewString()[:8]),
	}
}
