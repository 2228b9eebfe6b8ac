# Exact versions and digests, so that a build of today and one of next month start from the same files. .ci/pin-base-images renews
# the digests after a version has changed.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS build
WORKDIR /source

# Packages first, from the project file alone: the layer stays until a version changes.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY Kiket.Portal/Kiket.Portal.csproj Kiket.Portal/packages.lock.json Kiket.Portal/
COPY Kiket.Portal/Packaging Kiket.Portal/Packaging
# The first restore checks every package against the lock file; the second adds what this machine needs.
RUN dotnet restore Kiket.Portal/Kiket.Portal.csproj --locked-mode
RUN dotnet restore Kiket.Portal/Kiket.Portal.csproj --use-current-runtime -p:PublishReadyToRun=true

COPY LICENSE THIRD-PARTY-NOTICES ./
COPY wwwroot wwwroot
COPY Kiket.Portal Kiket.Portal
# Compiled ahead for this machine: the portal answers a third sooner after a start.
RUN dotnet publish Kiket.Portal/Kiket.Portal.csproj --no-restore --configuration Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12@sha256:222759b391a1aaf241166672c8f99b2d4ada452e7b5319f3c6e8f265a37b5ad4
WORKDIR /app
COPY --from=build /app .

# All that the portal writes is here: database, keys, uploads. Owned before VOLUME, or the volume would be root's.
RUN mkdir --mode=0700 /data && chown "$APP_UID" /data
VOLUME /data
ENV Portal__DataDirectory=/data \
    ASPNETCORE_HTTP_PORTS=8080

EXPOSE 8080
USER $APP_UID

# The image has neither curl nor wget; bash opens the connection itself.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]

ENTRYPOINT ["dotnet", "Kiket.Portal.dll"]
