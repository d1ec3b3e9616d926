package center

import (
	"fmt"
	"net/http"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// errHere is returned for a station that nobody removed.
var errHere = &wire.Error{Code: wire.CodeNotFound, Text: "the directory does not remove this station"}

// removal hands a station that the directory removed the directory itself, as
// far as the removal: so the station knows by signatures, from the founder's
// on, and not by the center's word, that it is to wipe itself. A station that
// only the center's keeper revoked gets nothing.
func (s *server) removal(_ http.ResponseWriter, r *http.Request) (any, error) {
	directory, err := s.loadDirectory(r.Context())
	if err != nil {
		return nil, err
	}
	station := callerOf(r)
	if at := directory.Stations[station]; at == nil || !at.Removed {
		return nil, errHere
	}
	all, err := readAll(r.Context(), s.log.Changes, logbook.Query{UpTo: directory.last, Case: directory.center})
	if err != nil {
		return nil, err
	}
	last := -1 // of several, taken back in between, the one that holds
	for i, logged := range all {
		change, err := ledger.Decode(logged.Raw)
		if err != nil {
			return nil, fmt.Errorf("read directory: %w", err)
		}
		edit, err := change.OpenBody(trust.Key{})
		if err != nil {
			return nil, fmt.Errorf("read directory: %w", err)
		}
		if edit.Kind == ledger.KindStation && edit.Record == station && edit.Set[ledger.FieldRemoved] == true {
			last = i
		}
	}
	return all[:last+1], nil
}
