package sealed

import (
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// shmMap hands out a region of the shared memory, made when it is wanted.
func shmMap(tls *libc.TLS, pFile uintptr, region, size, extend int32, out uintptr) int32 {
	f := fileAt(pFile)
	f.st.shareMu.Lock()
	defer f.st.shareMu.Unlock()
	s := &f.st.share
	if !f.shmMapped {
		f.shmMapped = true
		s.mapped++
	}
	*(*uintptr)(at(out)) = 0
	for int(region) >= len(s.regions) {
		if extend == 0 {
			return sqlite3.SQLITE_OK
		}
		p := sqlite3.Xsqlite3_malloc(tls, size)
		if p == 0 {
			return sqlite3.SQLITE_NOMEM
		}
		clear(bytesAt(p, size))
		s.regions = append(s.regions, p)
	}
	*(*uintptr)(at(out)) = s.regions[region]
	return sqlite3.SQLITE_OK
}

// shmLock takes or gives back n of the eight locks, all or none.
func shmLock(_ *libc.TLS, pFile uintptr, first, n, flags int32) int32 {
	f := fileAt(pFile)
	f.st.shareMu.Lock()
	defer f.st.shareMu.Unlock()
	slots := f.st.share.slots[first : first+n]
	mask := uint32(1<<n-1) << first
	switch {
	case flags&sqlite3.SQLITE_SHM_UNLOCK != 0:
		f.shmRelease(mask)
		return sqlite3.SQLITE_OK
	case flags&sqlite3.SQLITE_SHM_SHARED != 0:
		return f.shmTakeShared(slots, mask)
	}
	for i := range slots {
		own := f.shmShared>>(int(first)+i)&1 != 0
		if slots[i].exclusive && f.shmOwned>>(int(first)+i)&1 == 0 || slots[i].shared > 1 ||
			slots[i].shared == 1 && !own {
			return sqlite3.SQLITE_BUSY
		}
	}
	for i := range slots {
		slots[i].exclusive = true
	}
	f.shmOwned |= mask
	return sqlite3.SQLITE_OK
}

func (f *file) shmTakeShared(slots []slotLock, mask uint32) int32 {
	if f.shmShared&mask == mask {
		return sqlite3.SQLITE_OK
	}
	for i := range slots {
		if slots[i].exclusive {
			return sqlite3.SQLITE_BUSY
		}
	}
	for i := range slots {
		slots[i].shared++
	}
	f.shmShared |= mask
	return sqlite3.SQLITE_OK
}

// shmRelease gives back whichever of the masked locks f holds; shareMu is held.
func (f *file) shmRelease(mask uint32) {
	for i := range f.st.share.slots {
		bit := uint32(1) << i
		if mask&bit == 0 {
			continue
		}
		if f.shmShared&bit != 0 {
			f.st.share.slots[i].shared--
		}
		if f.shmOwned&bit != 0 {
			f.st.share.slots[i].exclusive = false
		}
	}
	f.shmShared &^= mask
	f.shmOwned &^= mask
}

// shmBarrier orders memory between connections, which is what taking a lock
// does in Go.
func shmBarrier(_ *libc.TLS, pFile uintptr) {
	f := fileAt(pFile)
	f.st.shareMu.Lock()
	defer f.st.shareMu.Unlock()
}

// shmUnmap ends a connection's use; the last one takes the memory with it, so
// that the next opening recovers the log from the disk.
func shmUnmap(tls *libc.TLS, pFile uintptr, _ int32) int32 {
	f := fileAt(pFile)
	f.st.shareMu.Lock()
	defer f.st.shareMu.Unlock()
	if !f.shmMapped {
		return sqlite3.SQLITE_OK
	}
	f.shmRelease(1<<sqlite3.SQLITE_SHM_NLOCK - 1)
	f.shmMapped = false
	s := &f.st.share
	if s.mapped--; s.mapped == 0 {
		s.free(tls)
	}
	return sqlite3.SQLITE_OK
}
