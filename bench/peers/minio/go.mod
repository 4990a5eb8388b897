module opencam/bench/minio

go 1.24

replace opencam/bench/measure => ../measure_go

require opencam/bench/measure v0.0.0

require (
	github.com/goccy/go-json v0.10.5 // indirect
	github.com/minio/minio-go/v7 v7.0.88 // indirect
	github.com/minio/pkg/v3 v3.1.3
)
