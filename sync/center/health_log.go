package center

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
)

// caseless is a log handler that takes ids out of errors. An error names the
// case or the blob that it is about, which is right on a screen; a log is
// copied to other machines and read by people who have nothing to do with any
// family. Ids of stations are attributes of their own and stay.
type caseless struct{ slog.Handler }

// ids are UUIDs and hashes.
var ids = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{16,}\b`)

// withoutCases returns a logger whose errors name no case.
func withoutCases(log *slog.Logger) *slog.Logger {
	if _, already := log.Handler().(caseless); already {
		return log
	}
	return slog.New(caseless{log.Handler()})
}

// Handle passes a record on with its errors cleaned.
func (h caseless) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, ids.ReplaceAllString(r.Message, "…"), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(cleaned(a))
		return true
	})
	return h.Handler.Handle(ctx, clean)
}

// WithAttrs keeps the cleaning.
func (h caseless) WithAttrs(attrs []slog.Attr) slog.Handler {
	out := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		out[i] = cleaned(a)
	}
	return caseless{h.Handler.WithAttrs(out)}
}

// WithGroup keeps the cleaning.
func (h caseless) WithGroup(name string) slog.Handler { return caseless{h.Handler.WithGroup(name)} }

func cleaned(a slog.Attr) slog.Attr {
	value := a.Value.Resolve()
	if err, ok := value.Any().(error); ok {
		return slog.String(a.Key, ids.ReplaceAllString(fmt.Sprint(err), "…"))
	}
	if a.Key == "err" {
		return slog.String(a.Key, ids.ReplaceAllString(value.String(), "…"))
	}
	return slog.Attr{Key: a.Key, Value: value}
}
