package sim_test

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// attach takes a paper into a case: mostly a small one, sometimes one of
// several chunks, now and then one that the case has already.
func (s *sim) attach(st *station) error {
	r := s.find(st, store.KindFamily)
	if r == nil {
		return errNothing
	}
	id := s.newID()
	s.papers++
	name := s.papers
	if s.chance(0.15) {
		name = 1 + s.rng.IntN(s.papers)
	}
	content := paperOf(s.seed, name)
	err := s.saving(st, r.Case, id, store.KindAttachment, map[*save]bool{}, func() error {
		_, err := st.store.Attach(s.ctx, store.NewAttachment{Record: id, Case: r.Case, Name: "紙.pdf", Content: bytes.NewReader(content)})
		return err
	})
	for _, one := range s.history.records[id] {
		one.paper = content
		s.figures.Papers++
	}
	return err
}

// paperOf is the content of a paper: its name decides its length and bytes.
func paperOf(seed uint64, name int) []byte {
	size := 200 + name*977%5000
	if name%6 == 0 {
		size = 300_000 + name*1000
	}
	b := make([]byte, size)
	_, _ = io.ReadFull(stream(seed, 11, uint64(name)), b)
	return append([]byte("%PDF-1.7\n"), b...)
}

// want asks for the content of an attachment.
func (s *sim) want(st *station) error {
	r := s.find(st, store.KindAttachment)
	if r == nil {
		return errNothing
	}
	return st.store.WantAttachment(s.ctx, r.ID)
}

// blobOf is the id of an attachment's content.
func blobOf(one *save) ledger.Hash {
	var h ledger.Hash
	text, _ := one.set[store.FieldBlob].(string)
	if n, err := hex.Decode(h[:], []byte(text)); err != nil || n != len(h) {
		return ledger.Hash{}
	}
	return h
}

// exemptPapers finds the attachments of which no whole content is left in the
// world although their record may be.
func (s *sim) exemptPapers() {
	for _, one := range s.history.saves {
		if one.paper == nil || one.paperGone || s.paperSomewhere(one) {
			continue
		}
		one.paperGone = true
		s.tell("  gone: the paper of save %d", one.no)
	}
}

func (s *sim) paperSomewhere(one *save) bool {
	for _, st := range s.stations {
		state, err := st.look().store.AttachmentState(s.ctx, one.record)
		if err == nil && state.Stage == store.AttachmentHere {
			return true
		}
	}
	o := s.office
	if o.down() {
		o.start()
		defer func() {
			o.must(o.center.Close())
			o.center, o.handler = nil, nil
		}()
	}
	var states []wire.BlobState
	question := trust.MustEncode([]ledger.BlobName{{Case: one.kase, Blob: blobOf(one)}})
	o.must(ask(s.ctx, o.handler, s.stations[0].image.leaf, http.MethodPost, wire.PathBlobs, question, &states))
	return len(states) == 1 && states[0].Receipt != nil
}

// wantAll asks, at every station, for every paper of the cases it holds.
func (s *sim) wantAll() {
	for _, st := range s.living() {
		for _, one := range s.history.saves {
			if one.paper == nil || !st.scope().Has(one.kase) {
				continue
			}
			if err := st.store.WantAttachment(s.ctx, one.record); err != nil && store.CodeOf(err) != "record_missing" {
				s.failf("want paper %s at station %d: %v", one.record, st.index, err)
			}
		}
	}
}

// judgePapers opens every paper on every station that holds its record.
func (s *sim) judgePapers(st *station) {
	for _, one := range s.history.saves {
		if one.paper == nil || one.paperGone || !st.seen(one.record)[one] || !st.scope().Has(one.kase) {
			continue
		}
		in, err := st.store.OpenAttachment(s.ctx, one.record)
		if err != nil {
			s.failf("station %d does not open the paper of %v: %v", st.index, one, err)
		}
		got, err := io.ReadAll(in)
		if err != nil || !bytes.Equal(got, one.paper) {
			s.failf("station %d reads %d bytes of the paper of %v, %v; want %d", st.index, len(got), one, err, len(one.paper))
		}
		if err := in.Close(); err != nil {
			s.failf("close paper: %v", err)
		}
	}
}
