package present

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
)

// catalog holds the messages of each language by key.
type catalog map[Language]map[string]message

// Load reads the translations ja/*.json and en/*.json and puts them in force.
// It refuses a key that two files have, a key or file that one language lacks,
// texts that are empty or whose placeholders differ between the languages; the
// error names file and key, and what was in force stays.
func Load(fsys fs.FS) error {
	c, err := readCatalog(fsys)
	if err != nil {
		return fmt.Errorf("load translations: %w", err)
	}
	inForce.Store(&c)
	return nil
}

func readCatalog(fsys fs.FS) (catalog, error) {
	c := catalog{}
	for _, l := range Languages {
		messages, err := readLanguage(fsys, l)
		if err != nil {
			return nil, err
		}
		c[l] = messages
	}
	return c, c.check()
}

func readLanguage(fsys fs.FS, l Language) (map[string]message, error) {
	files, err := fs.Glob(fsys, path.Join(string(l), "*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("find files of language %s: none", l)
	}
	all, home := map[string]message{}, map[string]string{}
	for _, name := range files {
		texts, err := readTexts(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key, text := range texts {
			if other, twice := home[key]; twice {
				return nil, fmt.Errorf("%s: key %s is in %s already", name, key, other)
			}
			home[key] = name
			if all[key], err = parseMessage(text); err != nil {
				return nil, fmt.Errorf("%s: key %s: %w", name, key, err)
			}
		}
	}
	return all, nil
}

// readTexts reads one flat object. The decoder's tokens are read one by one
// because decoding into a map would hide a key that stands there twice.
func readTexts(fsys fs.FS, name string) (map[string]string, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("read object: file is not a JSON object")
	}
	texts := map[string]string{}
	for dec.More() {
		key, err := readString(dec)
		if err != nil {
			return nil, err
		}
		text, err := readString(dec)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", key, err)
		}
		if _, twice := texts[key]; twice {
			return nil, fmt.Errorf("key %s is there twice", key)
		}
		if text == "" {
			return nil, fmt.Errorf("key %s has no text", key)
		}
		texts[key] = text
	}
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("read end of object: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("read end of file: more follows")
	}
	return texts, nil
}

func readString(dec *json.Decoder) (string, error) {
	t, err := dec.Token()
	if err != nil {
		return "", err
	}
	s, ok := t.(string)
	if !ok {
		return "", errors.New("read text: not a string")
	}
	return s, nil
}

// check compares the languages with each other.
func (c catalog) check() error {
	for _, l := range Languages {
		for _, key := range slices.Sorted(maps.Keys(c[Japanese])) {
			m, ok := c[l][key]
			if !ok {
				return fmt.Errorf("key %s is not in language %s", key, l)
			}
			if want, got := c[Japanese][key].names(), m.names(); !slices.Equal(want, got) {
				return fmt.Errorf("key %s has placeholders %v in %s and %v in %s", key, want, Japanese, got, l)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(c[l])) {
			if _, ok := c[Japanese][key]; !ok {
				return fmt.Errorf("key %s is not in language %s", key, Japanese)
			}
		}
	}
	return nil
}
