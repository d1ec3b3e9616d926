package wire_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yorisoi/sync/wire"
)

func drawCode(t *rapid.T) wire.Code {
	code := wire.Code{Address: rapid.SampledFrom([]string{"10.1.2.3:8443", "[2001:db8::1]:443", "センター.example.jp:8443"}).Draw(t, "address")}
	bytes := func(name string, n int) []byte { return rapid.SliceOfN(rapid.Byte(), n, n).Draw(t, name) }
	copy(code.Pin[:], bytes("pin", 32))
	copy(code.Secret[:], bytes("secret", 16))
	if rapid.Bool().Draw(t, "station made it") {
		code.CenterSecret = bytes("center secret", 16)
		copy(code.Founder[:], bytes("founder", 8))
	}
	return code
}

func TestCodeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawCode(t)
		text, err := want.Text()
		if err != nil {
			t.Fatal(err)
		}
		got, err := wire.ParseCode(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, %v; want %+v", got, err, want)
		}
	})
}

// TestCodeAsTyped reads codes the way people type them.
func TestCodeAsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawCode(t)
		text, err := want.Text()
		if err != nil {
			t.Fatal(err)
		}
		var typed strings.Builder
		for _, r := range text {
			as := string(r)
			switch r {
			case '0':
				as = rapid.SampledFrom([]string{"0", "O", "o", "０", "Ｏ", "ｏ"}).Draw(t, "zero")
			case '1':
				as = rapid.SampledFrom([]string{"1", "I", "l", "i", "１", "Ｉ", "ｌ"}).Draw(t, "one")
			case '-':
				as = rapid.SampledFrom([]string{"-", " ", "", "－", "ー", "　", "\n", " - "}).Draw(t, "hyphen")
			default:
				as = rapid.SampledFrom([]string{as, strings.ToLower(as), string(r + 'Ａ' - 'A')}).Draw(t, "letter")
			}
			typed.WriteString(as)
		}
		got, err := wire.ParseCode("  " + typed.String() + "\r\n")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: got %+v, %v", typed.String(), got, err)
		}
	})
}

// TestCodeMistyped changes, drops and swaps letters: the checksum must notice
// every single one.
func TestCodeMistyped(t *testing.T) {
	code := wire.Code{Address: "10.1.2.3:8443"}
	for i := range code.Pin {
		code.Pin[i] = byte(7 * i)
	}
	text, err := code.Compact()
	if err != nil {
		t.Fatal(err)
	}
	const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for i := range text {
		for _, r := range alphabet {
			typed := text[:i] + string(r) + text[i+1:]
			if typed == text || i == 4 && r >= '2' && r <= '9' || (text[i] == 'O' && r == '0') || (text[i] == 'I' && r == '1') {
				continue
			}
			if _, err := wire.ParseCode(typed); !errors.Is(err, wire.ErrCodeMistyped) {
				t.Fatalf("%q at %d: got %v, want mistyped", string(r), i, err)
			}
		}
		if _, err := wire.ParseCode(text[:i] + text[i+1:]); !errors.Is(err, wire.ErrCodeMistyped) {
			t.Fatalf("without letter %d: got %v, want mistyped", i, err)
		}
	}
}

func TestCodeErrors(t *testing.T) {
	good, err := wire.Code{Address: "10.1.2.3:8443"}.Text()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, text string
		want       error
	}{
		{"Empty", "", wire.ErrCodeMistyped},
		{"OnlyPrefix", "YORI1", wire.ErrCodeMistyped},
		{"OtherText", "こんにちは", wire.ErrCodeMistyped},
		{"LetterU", good + "U", wire.ErrCodeMistyped},
		{"Half", good[:len(good)/2], wire.ErrCodeMistyped},
		{"Twice", good + good, wire.ErrCodeMistyped},
		{"LaterVersion", "YORI2" + good[5:], wire.ErrCodeNewer},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := wire.ParseCode(tc.text); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
	for name, code := range map[string]wire.Code{
		"NoPort":       {Address: "10.1.2.3"},
		"ShortSecret":  {Address: "10.1.2.3:8443", CenterSecret: []byte{1}},
		"LongAddress":  {Address: strings.Repeat("a", 300) + ":1"},
		"NoText":       {Address: "\xff:1"},
		"EmptyAddress": {},
	} {
		t.Run("Write"+name, func(t *testing.T) {
			if text, err := code.Text(); err == nil {
				t.Errorf("got %q, want an error", text)
			}
		})
	}
}

func FuzzParseCode(f *testing.F) {
	good, err := wire.Code{Address: "10.1.2.3:8443", CenterSecret: make([]byte, 16)}.Text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("YORI1-00000")
	f.Fuzz(func(t *testing.T, text string) {
		code, err := wire.ParseCode(text)
		if err != nil {
			return
		}
		again, err := code.Text()
		if err != nil {
			t.Fatalf("a code that was read cannot be written: %v", err)
		}
		if back, err := wire.ParseCode(again); err != nil || !reflect.DeepEqual(back, code) {
			t.Fatalf("got %+v, %v; want %+v", back, err, code)
		}
	})
}
