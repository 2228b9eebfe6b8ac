using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>A registry of images on port 443 of one address of this machine, with one image: <c>base:1</c>, which is busybox.</summary>
internal sealed class HttpsRegistry : IAsyncDisposable
{
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly Dictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);
    private readonly byte[] _manifest;
    private WebApplication? _app;

    public HttpsRegistry()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={PodmanService.Registry}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(PodmanService.Registry);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);

        var layer = ImageArchives.BusyboxLayer();
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["{{{Digest(layer)}}}"]}}""");
        (_blobs[Digest(layer)], _blobs[Digest(config)]) = (layer, config);
        _manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{ManifestType}}",
             "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{config.Length}},"digest":"{{Digest(config)}}"},
             "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar","size":{{layer.Length}},"digest":"{{Digest(layer)}}"}]}
            """);
    }

    public X509Certificate2 Certificate { get; }

    public async Task StartAsync(IPAddress address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, 443, listen => listen.UseHttps(Certificate)));
        _app = builder.Build();
        _app.Run(ServeAsync);
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Certificate.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var (type, body) = path.StartsWith("/v2/base/manifests/", StringComparison.Ordinal) ? (ManifestType, _manifest)
            : path.StartsWith("/v2/base/blobs/", StringComparison.Ordinal) && _blobs.TryGetValue(path["/v2/base/blobs/".Length..], out var blob)
                ? ("application/octet-stream", blob)
            : ("application/json", "{}"u8.ToArray());
        context.Response.StatusCode = path == "/v2/" || body.Length > 2 ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        context.Response.Headers["Docker-Content-Digest"] = Digest(body);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body);
        }
    }

    private static string Digest(byte[] bytes) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
}
