package store

import "context"

// BeginPasswordChange does what a change of password does before the key slot
// is written anew: there a power cut may leave the station.
func (s *Store) BeginPasswordChange(ctx context.Context, next string) error {
	me, err := s.identity()
	if err != nil {
		return err
	}
	locked, err := me.Lock(s.c.Rand, []byte(next), s.CenterSecret(), s.c.KDF)
	if err != nil {
		return err
	}
	return s.beginSlot(ctx, locked)
}
