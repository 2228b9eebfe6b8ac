module github.com/northwind-labs/warehouse-export

go 1.25
