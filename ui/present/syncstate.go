package present

import (
	"time"

	"yorisoi/store/casework"
)

// Tone is what a colour says. The screen picks the colour; the words say the
// same without it.
type Tone string

// The tones, with the colour each has on the screen.
const (
	ToneGrey Tone = "grey" // nothing in particular
	ToneLate Tone = "late" // red: something must be done at once
	ToneSoon Tone = "soon" // amber: look at this
	ToneTodo Tone = "todo" // blue: under way, or something to do
	ToneDone Tone = "done" // green: all is well
)

// Icons of the sync state, by their names in assets/icons.
const (
	IconSync    = "sync"
	IconOffline = "offline"
	IconWarning = "warning"
	IconCheck   = "check"
)

// SyncState is where a station stands with its center.
type SyncState struct {
	Connected bool      // the center answers
	Busy      bool      // an exchange is under way
	Unsent    int       // changes that the center has not receipted
	SyncedAt  time.Time // when all was last in agreement; zero for never
	// FirstSync is set until the first sync is complete.
	FirstSync *Progress
	ClockOff  time.Duration // this station's clock against the center's; zero for fine
	Held      int           // changes that the center or this station would not take
	Revoked   bool          // the center no longer serves this station
	Expired   bool          // the station's certificate has run out
	Lacking   bool          // both sides agreed once, and now something cannot be fetched
}

// Progress is how far a long task is. Total is 0 while it is not known.
type Progress struct{ Done, Total int }

// Percent returns 0 to 100, and 100 only when all is done.
func (p Progress) Percent() int {
	if p.Total <= 0 {
		return 0
	}
	return min(p.Done, p.Total) * 100 / p.Total
}

// SyncLine is the sync state in words.
type SyncLine struct {
	Text   string // what stands in the head of the window
	Detail string // what it means for the records, one or two sentences
	Tone   Tone
	Icon   string
}

// Sync returns the sync state in words. Of several things the one that most
// needs a person is said.
func Sync(s SyncState, today casework.Date) SyncLine {
	switch {
	case s.Revoked:
		return SyncLine{T("sync.revoked"), T("sync.detail.revoked"), ToneLate, IconWarning}
	case s.Expired:
		return SyncLine{T("sync.expired"), T("sync.detail.expired"), ToneLate, IconWarning}
	case s.ClockOff != 0:
		return SyncLine{T("sync.clock", clockOff(s.ClockOff)), T("sync.detail.clock"), ToneLate, IconWarning}
	case s.FirstSync != nil:
		return firstSync(*s.FirstSync, s.Connected)
	case s.Held > 0:
		return SyncLine{T("sync.held", s.Held), T("sync.detail.held"), ToneSoon, IconWarning}
	case !s.Connected:
		return offline(s)
	case s.Lacking:
		return SyncLine{T("sync.lacking"), T("sync.detail.first"), ToneSoon, IconWarning}
	case s.Busy && s.Unsent > 0:
		return SyncLine{T("sync.syncing", s.Unsent), T("sync.detail.syncing"), ToneTodo, IconSync}
	case s.Unsent > 0:
		return SyncLine{T("sync.unsent", s.Unsent), T("sync.detail.syncing"), ToneSoon, IconSync}
	case s.SyncedAt.IsZero() && s.Busy:
		return SyncLine{T("sync.checking"), T("sync.detail.syncing"), ToneTodo, IconSync}
	case s.SyncedAt.IsZero():
		return SyncLine{T("sync.never"), T("sync.detail.syncing"), ToneSoon, IconSync}
	default:
		return SyncLine{T("sync.synced", Moment(s.SyncedAt, today)), T("sync.detail.synced"), ToneDone, IconCheck}
	}
}

func offline(s SyncState) SyncLine {
	line := SyncLine{T("sync.offline"), T("sync.detail.offline"), ToneSoon, IconOffline}
	if s.Unsent > 0 {
		line.Text = T("sync.offline_unsent", s.Unsent)
	}
	return line
}

func firstSync(p Progress, connected bool) SyncLine {
	line := SyncLine{T("sync.first_starting"), T("sync.detail.first"), ToneTodo, IconSync}
	switch {
	case !connected && p.Total == 0:
		line.Text, line.Tone, line.Icon = T("sync.first_cut"), ToneSoon, IconOffline
	case !connected:
		line.Text, line.Tone, line.Icon = T("sync.first_offline", p.words()), ToneSoon, IconOffline
	case p.Total > 0:
		line.Text = T("sync.first", p.words())
	}
	return line
}

func (p Progress) words() Named {
	return Named{"done": Number(int64(p.Done)), "total": Number(int64(p.Total)), "percent": p.Percent()}
}

// clockOff returns how far a clock is off: 約2年, 3日, 1時間5分.
func clockOff(d time.Duration) string {
	const day = 24 * time.Hour
	switch d = d.Abs(); {
	case d >= 365*day:
		return T("clock.years", int(d.Hours()/24/365.25+0.5))
	case d >= 2*day:
		return T("clock.days", int(d/day))
	default:
		return Duration(d)
	}
}
