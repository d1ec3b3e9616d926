package sealed

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/google/uuid"
)

// anew returns slots for another master key.
func (s *Slots) anew(key MasterKey, keep []NewSlot) (slotsFile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := slotsFile{store: s.file.store, sequence: s.file.sequence + 1}
	for _, n := range keep {
		if f.find(n.ID) >= 0 {
			return slotsFile{}, fmt.Errorf("keep slot %s: %w", n.ID, ErrExists)
		}
		r, err := s.wrap(f.store, key, n)
		if err != nil {
			return slotsFile{}, fmt.Errorf("keep slot %s: %w", n.ID, err)
		}
		f.slots = append(f.slots, r)
	}
	f.mac = f.macWith(key)
	return f, nil
}

// take puts them in the place of the old ones.
func (s *Slots) take(next slotsFile) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	written, err := writeSlots(s.ground, s.path, next)
	if written {
		s.file = next
	}
	if err == nil {
		err = s.ground.unlink(s.path + nextSuffix)
	}
	if err == nil {
		err = s.ground.syncDir(filepath.Dir(s.path))
	}
	if err != nil {
		return fmt.Errorf("renew slots: %w", err)
	}
	return nil
}

// FinishRekey completes what a kill or a loss of power interrupted when the
// store at path got a new master key: the slots that belong to the database that
// is there are put in place. It is to be called before OpenSlots, and does
// nothing where nothing was interrupted. ErrLocked: a program is at it.
func FinishRekey(path, slots string) error { return finishRekey(platform{}, path, slots) }

func finishRekey(g ground, path, slots string) (err error) {
	b, err := readFile(g, slots+nextSuffix)
	if errors.Is(Classify(err), ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("finish rekey: %w", Classify(err))
	}
	lock, err := takeLock(path)
	if err != nil {
		return fmt.Errorf("finish rekey: %w", err)
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	if err := settleSlots(g, path, slots, b); err != nil {
		return fmt.Errorf("finish rekey: %w", Classify(err))
	}
	return nil
}

func settleSlots(g ground, path, slots string, next []byte) error {
	disk, err := readFile(g, path)
	if err != nil {
		return err
	}
	file, err := fileOf(disk)
	if err != nil {
		return err
	}
	// Without the new database the slots for it are of no meaning.
	if len(next) > len(file) && uuid.UUID(next[:len(file)]) == file {
		f, err := parseSlots(next[len(file):])
		if err != nil {
			return err
		}
		if _, err := writeSlots(g, slots, f); err != nil {
			return err
		}
	}
	return errors.Join(g.unlink(slots+nextSuffix), g.syncDir(filepath.Dir(slots)))
}

// fileOf reads the file id out of a database's header, which no key protects
// but the one that opens the store afterwards.
func fileOf(disk []byte) (uuid.UUID, error) {
	for _, at := range []int{0, headerCopy} {
		if len(disk) < at+headerCopy {
			return uuid.UUID{}, ErrTruncated
		}
		if h, err := parseHeaderCopy(disk[at : at+headerCopy]); err == nil {
			return h.file, nil
		}
	}
	return uuid.UUID{}, ErrDamaged
}
