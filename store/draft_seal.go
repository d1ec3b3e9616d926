package store

import (
	"fmt"

	"yorisoi/store/trust"
)

// packDraft encodes what is being typed. Where some of it will be for few, the
// draft is sealed for the one who types: others sign in on the same station.
func (s *Store) packDraft(d Draft) (fields, was []byte, sealed bool, err error) {
	if fields, err = trust.Encode(d.Fields); err != nil {
		return nil, nil, false, err
	}
	if was, err = trust.Encode(d.Was); err != nil {
		return nil, nil, false, err
	}
	if !s.Library().Form(d.Kind).Narrows() {
		return fields, was, false, nil
	}
	key, err := s.draftKey()
	if err != nil {
		return nil, nil, false, err
	}
	if fields, err = key.Seal(s.c.Rand, draftPlace(d, "fields"), fields); err != nil {
		return nil, nil, false, err
	}
	was, err = key.Seal(s.c.Rand, draftPlace(d, "was"), was)
	return fields, was, true, err
}

func (s *Store) unpackDraft(d *Draft, fields, was []byte, sealed bool) error {
	if sealed {
		key, err := s.draftKey()
		if err != nil {
			return err
		}
		if fields, err = key.Open(draftPlace(*d, "fields"), fields); err != nil {
			return fmt.Errorf("open draft: %w", err)
		}
		if was, err = key.Open(draftPlace(*d, "was"), was); err != nil {
			return fmt.Errorf("open draft: %w", err)
		}
	}
	var err error
	if d.Fields, err = decodeFields(fields); err != nil {
		return err
	}
	d.Was, err = decodeFields(was)
	return err
}

// draftKey is a key of the person signed in that follows from their identity.
func (s *Store) draftKey() (trust.Key, error) {
	me, err := s.identity()
	if err != nil {
		return trust.Key{}, err
	}
	return me.Own("drafts")
}

func draftPlace(d Draft, column string) []byte {
	return append([]byte("yorisoi/v1 draft "+column+"\x00"), d.Record[:]...)
}
