package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/picture"
	"yorisoi/store/trust"
)

// AttachmentStage is where the content of an attachment is.
type AttachmentStage string

// The stages of a content.
const (
	AttachmentHere     AttachmentStage = "here"     // all of it, on this station
	AttachmentFetching AttachmentStage = "fetching" // on its way from the center
	AttachmentAway     AttachmentStage = "away"     // at the center, or on its way there; nobody here asked for it
	AttachmentMissing  AttachmentStage = "missing"  // asked for, but the center does not have it, or not yet
)

// AttachmentState is how far the content of an attachment is.
type AttachmentState struct {
	Stage    AttachmentStage
	Have, Of int  // pieces that are here; Of is 0 until it is known
	Unsent   bool // on this station alone
}

// attachment is what is needed to find a content.
type attachment struct {
	file   uuid.UUID
	blob   ledger.Hash
	fields map[string]any
}

// findAttachment finds an attachment among records and own drafts.
func (s *Store) findAttachment(ctx context.Context, id uuid.UUID) (*attachment, error) {
	var a attachment
	r, err := s.FindRecord(ctx, id)
	switch {
	case err == nil:
		a.file, a.fields = r.Case, r.Fields
	case errors.Is(err, ErrNotFound):
		d, err := s.FindDraft(ctx, id)
		if err != nil {
			return nil, err
		}
		a.file, a.fields = d.Case, d.Fields
	default:
		return nil, err
	}
	name, _ := a.fields[FieldBlob].(string)
	if a.blob, err = parseBlob(name); err != nil {
		return nil, fmt.Errorf("find attachment %s: %w: %w", id, ErrNotFound, err)
	}
	return &a, nil
}

// AttachmentState says where the content of an attachment is.
func (s *Store) AttachmentState(ctx context.Context, record uuid.UUID) (AttachmentState, error) {
	a, err := s.findAttachment(ctx, record)
	if err != nil {
		return AttachmentState{}, err
	}
	return s.blobState(ctx, a.blob)
}

// AttachmentStates says where the contents of several attachments are, drafts
// among them, by their ids.
func (s *Store) AttachmentStates(ctx context.Context, records []*Record) (map[uuid.UUID]AttachmentState, error) {
	out := map[uuid.UUID]AttachmentState{}
	for _, r := range records {
		blob, err := parseBlob(r.Text(FieldBlob))
		if err != nil {
			out[r.ID] = AttachmentState{Stage: AttachmentMissing} // of a later program
			continue
		}
		if out[r.ID], err = s.blobState(ctx, blob); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) blobState(ctx context.Context, blob ledger.Hash) (AttachmentState, error) {
	found, err := s.findBlobs(ctx, `b.blob = ?`, blob[:])
	if err != nil {
		return AttachmentState{}, err
	}
	if len(found) == 0 {
		return AttachmentState{Stage: AttachmentAway}, nil
	}
	r := found[0]
	st := AttachmentState{Stage: AttachmentAway, Have: r.have, Of: r.chunks}
	switch {
	case r.whole():
		st.Stage, st.Unsent = AttachmentHere, r.taken == 0 && (r.own || r.wanted == 0)
	case r.wanted > 0 && r.missed > 0:
		st.Stage = AttachmentMissing
	case r.wanted > 0:
		st.Stage = AttachmentFetching
	}
	return st, nil
}

// WantAttachment asks for the content of an attachment that is not here; the
// latest wish comes first. For one that is here it does nothing.
func (s *Store) WantAttachment(ctx context.Context, record uuid.UUID) error {
	a, err := s.findAttachment(ctx, record)
	if err != nil {
		return err
	}
	wanted := false
	err = s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) {
		now := s.c.Now().UnixMilli()
		res, err := tx.ExecContext(ctx, `INSERT INTO blob (blob, file, content, manifest, chunks, have, size, own, born, opened, taken, wanted, missed, misses)
			VALUES (?1, ?2, x'', x'', 0, 0, 0, 0, ?3, ?3, 0, ?3, 0, 0)
			ON CONFLICT (blob) DO UPDATE SET wanted = excluded.wanted, missed = 0, misses = 0 WHERE chunks = 0 OR have < chunks`,
			a.blob[:], a.file[:], now)
		if err != nil {
			return uuid.Nil, err
		}
		n, err := res.RowsAffected()
		wanted = n > 0
		if !wanted {
			return uuid.Nil, err
		}
		return a.file, err
	})
	if err != nil {
		return fmt.Errorf("want attachment %s: %w", record, err)
	}
	if wanted {
		s.rouseBlobs()
	}
	return nil
}

// OpenAttachment reads the content of an attachment, one chunk at a time, by
// who closes the reader. It returns ErrAttachmentAway when not all of it is
// here.
func (s *Store) OpenAttachment(ctx context.Context, record uuid.UUID) (io.ReadCloser, error) {
	a, err := s.findAttachment(ctx, record)
	if err != nil {
		return nil, err
	}
	r, err := s.openBlob(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("open attachment %s: %w", record, err)
	}
	return r, nil
}

func (s *Store) openBlob(ctx context.Context, a *attachment) (*blobReader, error) {
	found, err := s.findBlobs(ctx, `b.blob = ? AND b.file = ?`, a.blob[:], a.file[:])
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || !found[0].whole() {
		return nil, ErrAttachmentAway
	}
	m, err := ledger.DecodeManifest(found[0].manifest)
	if err != nil {
		return nil, err
	}
	key, ok := s.key(m.Key)
	if !ok {
		return nil, fmt.Errorf("open blob %x: %w", a.blob, errNoKey)
	}
	cipher, err := key.Blob(m.Case, m.Content)
	if err != nil {
		return nil, err
	}
	s.lookedAt(ctx, a.blob)
	return &blobReader{ctx: ctx, s: s, blob: a.blob, chunks: len(m.Chunks), cipher: cipher}, nil
}

// lookedAt notes that somebody looked, once an hour: what is looked at is not
// let go of.
func (s *Store) lookedAt(ctx context.Context, blob ledger.Hash) {
	err := s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) {
		now := s.c.Now()
		_, err := tx.ExecContext(ctx, `UPDATE blob SET opened = ? WHERE blob = ? AND opened < ?`,
			now.UnixMilli(), blob[:], now.Add(-time.Hour).UnixMilli())
		return uuid.Nil, err
	})
	if err != nil {
		s.c.Log.Warn("note who looked at blob", "blob", hex.EncodeToString(blob[:]), "err", err) // reading goes on
	}
}

// blobReader opens the chunks of a blob one after the other.
type blobReader struct {
	ctx    context.Context
	s      *Store
	blob   ledger.Hash
	chunks int
	cipher *trust.Blob
	n      int
	rest   []byte
}

// Read reads on.
func (r *blobReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.n >= r.chunks {
			return 0, io.EOF
		}
		sealed, err := r.s.Chunk(r.ctx, r.blob, r.n)
		if errors.Is(err, ErrNotFound) {
			return 0, ErrAttachmentAway // let go of while it was read
		}
		if err != nil {
			return 0, err
		}
		if r.rest, err = r.cipher.Open(r.n, sealed, r.n == r.chunks-1); err != nil {
			return 0, fmt.Errorf("open chunk %d of blob %x: %w", r.n, r.blob, err)
		}
		r.n++
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Close forgets what was read.
func (r *blobReader) Close() error {
	r.n, r.rest = r.chunks, nil
	return nil
}

// smallBox is the longer side of a picture as lists keep it.
const smallBox = 320

func (s *Store) drawSmall(clean []byte) ([]byte, error) {
	img, err := s.draw(clean, smallBox)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = picture.EncodeSmall(&out, img)
	return out.Bytes(), err
}

func (s *Store) draw(clean []byte, box int) (*image.RGBA, error) {
	s.drawing.Lock()
	defer s.drawing.Unlock()
	return picture.Fit(clean, box)
}

func saveThumb(ctx context.Context, tx *sql.Tx, blob ledger.Hash, file uuid.UUID, small []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO thumb (blob, file, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, blob[:], file[:], small)
	if err != nil {
		return fmt.Errorf("keep small picture: %w", err)
	}
	return nil
}

// DrawAttachment returns a picture, small enough for a square of box pixels
// and turned as its record says. Pictures of up to 320 pixels are kept and can
// be had though the content is not here any more. It returns
// ErrAttachmentAway when the picture is not here, and ErrAttachmentType for
// what is no picture.
func (s *Store) DrawAttachment(ctx context.Context, record uuid.UUID, box int) (*image.RGBA, error) {
	a, err := s.findAttachment(ctx, record)
	if err != nil {
		return nil, err
	}
	img, err := s.drawPicture(ctx, a, box)
	if err != nil {
		return nil, fmt.Errorf("draw attachment %s: %w", record, err)
	}
	rotation, _ := a.fields[FieldRotation].(int64)
	return picture.Turn(img, int(rotation), a.fields[FieldMirrored] == true), nil
}

func (s *Store) drawPicture(ctx context.Context, a *attachment, box int) (*image.RGBA, error) {
	if kind := a.fields[FieldMediaType]; kind != picture.JPEG && kind != picture.PNG {
		return nil, ErrAttachmentType
	}
	if box <= smallBox {
		small, err := s.raws(ctx, `SELECT body FROM thumb WHERE blob = ? AND file = ?`, a.blob[:], a.file[:])
		if err != nil {
			return nil, err
		}
		if len(small) > 0 {
			return s.draw(small[0], box)
		}
	}
	r, err := s.openBlob(ctx, a)
	if err != nil {
		return nil, err
	}
	clean, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if box > smallBox {
		return s.draw(clean, box)
	}
	return s.keepSmall(ctx, a, clean, box)
}

// keepSmall draws a picture that came from elsewhere for lists, and keeps it.
func (s *Store) keepSmall(ctx context.Context, a *attachment, clean []byte, box int) (*image.RGBA, error) {
	small, err := s.drawSmall(clean)
	if err != nil {
		return nil, err
	}
	err = s.writeBlob(ctx, func(tx *sql.Tx) (uuid.UUID, error) { return uuid.Nil, saveThumb(ctx, tx, a.blob, a.file, small) })
	if err != nil {
		s.c.Log.Warn("keep small picture", "blob", hex.EncodeToString(a.blob[:]), "err", err) // it is drawn in any case
	}
	return s.draw(small, box)
}
