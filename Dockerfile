# A small image with the program, its content and its data packages.
#   docker build -t bonafide . && docker run --rm -v "$PWD/exports:/in:ro" -v "$PWD/out:/out" bonafide scan /in --out /out
FROM debian:12 AS build
WORKDIR /src
COPY . .
RUN apt-get update -qq && apt-get install -y -qq make && tools/setup.sh --build && make package && mv build/release/bonafide_*.deb /bonafide.deb

FROM debian:12-slim
COPY --from=build /bonafide.deb /tmp/
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends /tmp/bonafide.deb && rm -rf /tmp/bonafide.deb /var/lib/apt/lists/*
USER nobody
ENTRYPOINT ["bonafide"]
