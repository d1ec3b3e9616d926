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
	s.chooseFiles(s.owner, fileChoice{
		Purpose: "paper", Title: present.T("lost.save"), Do: present.T("files.save"),
		Begin: []files.Kind{files.Documents, files.Home}, Save: true, Name: present.T("lost.file"), Ending: ".pdf", Replaces: true,
		Chosen: func(paths []string) { s.writeLost(r, paths[0]) },
	})
}

// writeLost writes it, once the audit says that it leaves the program.
func (s *Settings) writeLost(r *store.LostReport, path string) {
	about, report := s.lostAbout(r), s.lostReport(r)
	async.Run(s.owner, func(ctx context.Context) (struct{}, error) {
		raw, err := paper.LostMachine(about, report).Bytes()
		if err != nil {
			return struct{}{}, err
		}
		if err := s.Store.Note(ctx, store.AuditEntry{Act: store.AuditPrinted, Screen: "lost", Subject: r.Station.ID, Count: r.Cases}); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, writeWhole(path, bytes.NewReader(raw))
	}, func(_ struct{}, err error) {
		if err != nil {
			s.Nav.Fail(err)
			return
		}
		s.Nav.Say(present.T("lost.saved", path))
	})
}

// lostAbout is what every page of the report says of itself.
func (s *Settings) lostAbout(r *store.LostReport) paper.About {
	return paper.About{
		Title: present.T("lost.title", r.Station.Name), By: s.Store.Me().Name, At: s.Store.Now().Local(),
		Serial: strings.ToUpper(uuid.NewString()[:8]),
	}
}
