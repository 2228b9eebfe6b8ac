package tests

import "testing"

func TestNamesAreCodes(t *testing.T) {
	if Code("Ada") == "Ada" {
		t.Fatal("a name got through")
	}
}
