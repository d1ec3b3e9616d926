package page

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/ui/async"
	"yorisoi/ui/present"
)

// enrolled is what the center answered to a code.
type enrolled struct {
	enrolment store.Enrolment
	directory []ledger.Logged
	staff     *ledger.Directory
}

// enrol asks the center to make this machine a station. A code works once, so
// what it brought is kept while the later steps are tried again.
func (g *Guide) enrol() {
	text := strings.TrimSpace(g.code.Text())
	if g.asked == text && text != "" {
		g.enrolment.StationName, g.enrolment.StationType = g.stationName(), g.kind.Code()
		g.showPerson(nil)
		return
	}
	code, err := wire.ParseCode(text)
	if err != nil {
		g.showStationFault(err)
		return
	}
	name, kind := g.stationName(), g.kind.Code()
	g.busy(2, present.T("guide.enrolling", code.Address))
	async.Run(g.owner, func(ctx context.Context) (enrolled, error) {
		return enrolWith(ctx, code, name, kind)
	}, func(e enrolled, err error) {
		if err != nil {
			g.showStationFault(err)
			return
		}
		g.asked, g.enrolment, g.directory, g.staff = text, e.enrolment, e.directory, e.staff
		g.founding = e.staff == nil
		g.showPerson(nil)
	})
}

func (g *Guide) stationName() string {
	if name := strings.TrimSpace(g.station.Text()); name != "" {
		return name
	}
	return present.T("guide.station_default")
}

func enrolWith(ctx context.Context, code wire.Code, name, kind string) (enrolled, error) {
	made, err := client.Enrol(ctx, code, name, kind)
	if err != nil {
		return enrolled{}, err
	}
	endpoint, err := made.Endpoint.Encode()
	if err != nil {
		return enrolled{}, err
	}
	e := enrolled{enrolment: store.Enrolment{
		Center: made.Center, Station: made.Station, StationName: name, StationType: kind,
		CenterPublic: made.Endpoint.CenterPublic, Founder: made.Founder,
		CenterSecret: code.CenterSecret, Endpoint: endpoint, Key: made.Endpoint.KeyName(),
	}}
	if made.Founder == uuid.Nil {
		return e, nil
	}
	if e.directory, err = client.FetchDirectory(ctx, made.Endpoint, made.Center); err != nil {
		return e, err
	}
	if e.staff, err = store.ReadDirectory(made.Founder, e.directory); err != nil {
		return e, err
	}
	return e, checkFounder(code, made.Founder, e.staff)
}

// checkFounder compares the founder with the one that the code names, so that
// a center which was taken over cannot bring staff of its own.
func checkFounder(code wire.Code, founder uuid.UUID, dir *ledger.Directory) error {
	if code.Founder == (wire.Fingerprint{}) {
		return nil
	}
	public, ok := dir.Public(founder)
	if !ok || wire.FingerprintOf(public) != code.Founder {
		return fmt.Errorf("check founder: %w", client.ErrWrongCenter)
	}
	return nil
}
