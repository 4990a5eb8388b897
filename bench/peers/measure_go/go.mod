module opencam/bench/measure

go 1.24
