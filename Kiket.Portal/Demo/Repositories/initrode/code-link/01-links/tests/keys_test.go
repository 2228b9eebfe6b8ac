package tests

import "testing"

func TestQuotedKeysDoNotCount(t *testing.T) {
	if Found("> see OPS-482") {
		t.Fatal("a quoted key was found")
	}
}
