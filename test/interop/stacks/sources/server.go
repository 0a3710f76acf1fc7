// A server of Go's crypto/tls: server -port N -cert FILE -key FILE, with -min and -max 10|11|12|13, -suites and -curves (numbers),
// -alpn, -ca (then a client certificate is required).
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
)

func numbers(list string) (values []uint16) {
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
		value, err := strconv.ParseUint(word, 16, 16)
		if err != nil {
			log.Fatal(err)
		}
		values = append(values, uint16(value))
	}
	return values
}

func main() {
	port, cert, key := flag.String("port", "", ""), flag.String("cert", "", ""), flag.String("key", "", "")
	min, max := flag.Uint("min", 0, ""), flag.Uint("max", 0, "")
	suites, curves := flag.String("suites", "", ""), flag.String("curves", "", "")
	alpn, ca := flag.String("alpn", "", ""), flag.String("ca", "", "")
	flag.Parse()
	config := &tls.Config{CipherSuites: numbers(*suites)}
	version := func(number uint) uint16 { return tls.VersionTLS10 + uint16(number) - 10 }
	if *min > 0 {
		config.MinVersion = version(*min)
	}
	if *max > 0 {
		config.MaxVersion = version(*max)
	}
	for _, curve := range numbers(*curves) {
		config.CurvePreferences = append(config.CurvePreferences, tls.CurveID(curve))
	}
	if *alpn != "" {
		config.NextProtos = strings.Split(*alpn, ",")
	}
	if *ca != "" {
		pem, err := os.ReadFile(*ca)
		if err != nil {
			log.Fatal(err)
		}
		config.ClientCAs = x509.NewCertPool()
		config.ClientCAs.AppendCertsFromPEM(pem)
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	server := &http.Server{
		Addr:      "127.0.0.1:" + *port,
		TLSConfig: config,
		ErrorLog:  log.New(io.Discard, "", 0),
		Handler: http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
			answer.Header().Set("Connection", "close")
			_, _ = answer.Write([]byte("ok"))
		}),
	}
	log.Fatal(server.ListenAndServeTLS(*cert, *key))
}
