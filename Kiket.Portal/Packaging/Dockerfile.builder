# In which the images of extensions are built (Hosting:BuilderImage). Give Debian's digest in production, so that two builds of this
# file start from the same files.
FROM docker.io/library/debian:12-slim

# buildah, what it needs to fetch base images, and busybox, which asks a new container for /health. Static, because Dockerfiles can copy it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends buildah busybox-static ca-certificates \
    && rm -rf /var/lib/apt/lists/*

# Base images are named by the publisher and checked by digest, not by a signature.
RUN mkdir -p /etc/containers /build \
    && echo '{"default":[{"type":"insecureAcceptAnything"}]}' > /etc/containers/policy.json \
    && echo 'unqualified-search-registries = ["docker.io"]' > /etc/containers/registries.conf
