package main

import (
	"log"
	"net/http"
)

func main() {
	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	http.HandleFunc("/webhooks/", receive)
	log.Fatal(http.ListenAndServe(":8080", nil))
}

func receive(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusAccepted)
}
