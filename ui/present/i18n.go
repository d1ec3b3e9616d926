package present

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Language is one of the languages the program speaks.
type Language string

// The languages; Japanese is the first and the one to fall back to.
const (
	Japanese Language = "ja"
	English  Language = "en"
)

// Languages lists them, the first one first.
var Languages = []Language{Japanese, English}

var (
	inForce  atomic.Pointer[catalog]
	language atomic.Value // Language
	missing  sync.Map     // keys that were asked for in vain
)

// SetLanguage chooses the language of every text from now on; an unknown one is
// Japanese. Screens that are already drawn must be drawn again.
func SetLanguage(l Language) {
	if !slices.Contains(Languages, l) {
		l = Japanese
	}
	language.Store(l)
}

// CurrentLanguage returns the language in force.
func CurrentLanguage() Language {
	if l, ok := language.Load().(Language); ok {
		return l
	}
	return Japanese
}

// T returns the text of a key with the arguments put in: in order for {0}, {1},
// or one Named for {name}. A key that does not exist is shown as it is.
func T(key string, args ...any) string {
	if c := inForce.Load(); c != nil {
		if m, ok := (*c)[CurrentLanguage()][key]; ok {
			return m.fill(args)
		}
	}
	missing.Store(key, true)
	return key
}

// Has reports whether a key exists.
func Has(key string) bool {
	c := inForce.Load()
	if c == nil {
		return false
	}
	_, ok := (*c)[Japanese][key]
	return ok
}

// Missing returns the keys that were asked for and do not exist, sorted.
func Missing() []string {
	var keys []string
	missing.Range(func(key, _ any) bool {
		keys = append(keys, key.(string))
		return true
	})
	slices.Sort(keys)
	return keys
}
