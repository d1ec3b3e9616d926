package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/picture"
	"yorisoi/store/trust"
)

// KindAttachment is the kind of a record with a photograph, a scan or a
// document. Its fields are those below and what people say of it.
const KindAttachment = "attachment"

// Fields of an attachment.
const (
	FieldBlob      = "blob"       // id of the sealed content, hexadecimal
	FieldMediaType = "media_type" // of the content
	FieldSize      = "size"       // of the content in bytes
	FieldWidth     = "width"      // of a picture in pixels, not turned
	FieldHeight    = "height"
	FieldRotation  = "rotation" // clockwise: 0, 90, 180 or 270
	FieldMirrored  = "mirrored" // left to right, before it is turned
	FieldTakenOn   = "taken_on"
	FieldTakenTime = "taken_time"
	fieldTitle     = "title"
	fieldSort      = "sort"
)

// MediaPDF is the type of documents that are kept as they are.
const MediaPDF = "application/pdf"

// MaxAttachment is the largest content of one attachment, in bytes.
const MaxAttachment = ledger.MaxBlobChunks*trust.BlobChunk - 1

// Sentinels of attachments.
var (
	// ErrAttachmentType is returned for a file that is no photograph, scan or
	// document that can be kept.
	ErrAttachmentType = errors.New("attachment is of no known type")
	// ErrAttachmentHEIC is returned for the photographs of some telephones,
	// which hold more than a picture and cannot be shown.
	ErrAttachmentHEIC = errors.New("attachment is a HEIC picture")
	// ErrAttachmentLarge is returned for more than MaxAttachment bytes, and
	// for a picture with more pixels than can be drawn.
	ErrAttachmentLarge = errors.New("attachment is too large")
	// ErrAttachmentBroken is returned for a picture that is cut off.
	ErrAttachmentBroken = errors.New("attachment is damaged")
	// ErrAttachmentAway is returned for the content of an attachment that is
	// not on this station, or not yet all of it: see WantAttachment.
	ErrAttachmentAway = errors.New("attachment is not here")
)

// NewAttachment is a file on its way into a case.
type NewAttachment struct {
	Record  uuid.UUID // made before the first try, so that a second one changes nothing; zero: made here
	Case    uuid.UUID
	Parent  uuid.UUID // the record that it belongs to, or its draft, or zero
	Title   string    // "": the name of the file without its ending
	Sort    string    // code of the list attachment_sort, "" when nobody said
	Name    string    // of the file
	Content io.Reader
}

// Attach takes a file into a case: it is cleaned of what tells more than the
// picture does, sealed, and named by a record. Below a draft the record is a
// draft itself, and is confirmed with it. The content is on the disk before
// the record is; when anything fails, there is no record.
//
// It returns ErrAttachmentType, ErrAttachmentHEIC, ErrAttachmentLarge or
// ErrAttachmentBroken for a file that cannot be kept.
func (s *Store) Attach(ctx context.Context, a NewAttachment) (*Record, error) {
	if a.Record == uuid.Nil {
		a.Record = newID(s.c)
	}
	in, err := s.takeIn(a)
	if err != nil {
		return nil, fmt.Errorf("attach %s: %w", a.Record, err)
	}
	var r *Record
	if err = s.sealIn(ctx, a.Case, in); err == nil {
		r, err = s.nameIt(ctx, a, in)
	}
	if err != nil {
		if in.fresh {
			s.unseal(in.blob)
		}
		return nil, fmt.Errorf("attach %s: %w", a.Record, err)
	}
	s.stepped("named")
	s.rouseBlobs()
	return r, nil
}

// taken is a file that was read, cleaned and looked at.
type taken struct {
	content  []byte
	fields   map[string]any
	small    []byte // a picture, small
	manifest *ledger.Manifest
	blob     ledger.Hash
	fresh    bool // nothing of the blob was here
}

// takeIn reads a file to its end and makes of it what will be sealed.
func (s *Store) takeIn(a NewAttachment) (*taken, error) {
	raw, err := io.ReadAll(io.LimitReader(a.Content, MaxAttachment+1))
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	if len(raw) > MaxAttachment {
		return nil, ErrAttachmentLarge
	}
	in := &taken{content: raw, fields: map[string]any{fieldTitle: attachedTitle(a)}}
	if a.Sort != "" {
		in.fields[fieldSort] = a.Sort
	}
	switch {
	case bytes.Contains(raw[:min(len(raw), 1024)], []byte("%PDF-")):
		in.fields[FieldMediaType] = MediaPDF
	case isHEIC(raw):
		return nil, ErrAttachmentHEIC
	default:
		if err := s.takePicture(in); err != nil {
			return nil, err
		}
	}
	in.fields[FieldSize] = int64(len(in.content))
	return in, nil
}

// isHEIC reports whether a file is one of the containers of ISO/IEC 23008-12.
func isHEIC(raw []byte) bool {
	if len(raw) < 12 || string(raw[4:8]) != "ftyp" {
		return false
	}
	switch string(raw[8:12]) {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif":
		return true
	}
	return false
}

// takePicture cleans a picture, and draws it small: so that what is kept can
// be looked at.
func (s *Store) takePicture(in *taken) error {
	clean, info, err := picture.Clean(in.content)
	if err == nil {
		in.content = clean
		in.small, err = s.drawSmall(clean)
	}
	switch {
	case errors.Is(err, picture.ErrType):
		return ErrAttachmentType
	case errors.Is(err, picture.ErrTooLarge):
		return ErrAttachmentLarge
	case errors.Is(err, picture.ErrDamaged):
		return fmt.Errorf("%w: %w", ErrAttachmentBroken, err)
	case err != nil:
		return err
	}
	in.fields[FieldMediaType] = info.Type
	in.fields[FieldWidth], in.fields[FieldHeight] = int64(info.Width), int64(info.Height)
	in.fields[FieldRotation] = int64(info.Rotation)
	if info.Mirrored {
		in.fields[FieldMirrored] = true
	}
	if info.Day != "" {
		in.fields[FieldTakenOn], in.fields[FieldTakenTime] = info.Day, info.Clock
	}
	return nil
}

// maxTitle is the form's limit.
const maxTitle = 200

// attachedTitle is what an attachment is called until somebody says better.
func attachedTitle(a NewAttachment) string {
	title := strings.TrimSpace(a.Title)
	if title == "" {
		title = a.Name
		if dot := strings.LastIndexByte(title, '.'); dot > 0 {
			title = title[:dot]
		}
	}
	title = strings.Join(strings.Fields(title), " ")
	if runes := []rune(title); len(runes) > maxTitle {
		title = string(runes[:maxTitle])
	}
	return title
}

// nameIt writes the record of a blob that is here.
func (s *Store) nameIt(ctx context.Context, a NewAttachment, in *taken) (*Record, error) {
	in.fields[FieldBlob] = hex.EncodeToString(in.blob[:])
	if a.Parent != uuid.Nil {
		draft, err := s.isDraft(ctx, a.Parent)
		if err != nil {
			return nil, err
		}
		if draft {
			return s.nameInDraft(ctx, a, in)
		}
	}
	w := Write{Case: a.Case, Record: a.Record, Kind: KindAttachment, Parent: a.Parent, Set: in.fields}
	err := s.write(ctx, func(b *batch) error {
		r, err := findBlob(b.ctx, b.tx, in.blob)
		if err != nil {
			return err
		}
		if !r.whole() {
			return ErrAttachmentAway // let go of since it was sealed: never a record without its content
		}
		return b.put(w)
	})
	if err != nil {
		return nil, err
	}
	return s.FindRecord(ctx, a.Record)
}

// nameInDraft makes the record a draft, part of the one that is being typed.
func (s *Store) nameInDraft(ctx context.Context, a NewAttachment, in *taken) (*Record, error) {
	d := Draft{Record: a.Record, Case: a.Case, Kind: KindAttachment, Parent: a.Parent, Fields: in.fields, Staff: s.who, Began: s.c.Now()}
	var err error
	if d.Saved, err = s.SaveDraft(ctx, d); err != nil {
		return nil, err
	}
	s.stepped("drafted")
	draft, err := s.isDraft(ctx, a.Parent)
	if err != nil {
		return nil, err
	}
	if !draft {
		if _, err := s.FindRecord(ctx, a.Parent); err == nil {
			return s.Confirm(ctx, a.Record) // its record was confirmed meanwhile
		}
	}
	return recordOf(d), nil
}

func recordOf(d Draft) *Record {
	return &Record{
		ID: d.Record, Case: d.Case, Kind: d.Kind, Parent: d.Parent, State: StateDraft, Fields: d.Fields,
		Created: d.Began, Changed: d.Saved, Author: d.Staff, Delivery: Delivery{Stage: StageDraft},
	}
}

func (s *Store) isDraft(ctx context.Context, record uuid.UUID) (bool, error) {
	_, err := s.FindDraft(ctx, record)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
