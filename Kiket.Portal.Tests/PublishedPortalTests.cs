using System.IO.Compression;
using System.Net.Http.Headers;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests;

/// <summary>The program as it is delivered, started as a service manager, a shell or a person starts it.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class PublishedPortalTests : IAsyncLifetime
{
    private readonly string _published = Places.Temporary();
    private readonly string _data = Places.Temporary();

    public Task InitializeAsync() =>
        Shell.RunAsync("dotnet", "publish", Places.Portal, "-c", BuildConfiguration, "--no-build", "-o", _published, "--nologo");

    public Task DisposeAsync()
    {
        Places.Remove(_published);
        Places.Remove(_data);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task It_works_whatever_folder_it_is_started_in()
    {
        foreach (var folder in new[] { _published, "/", Places.Checkout })
        {
            await using var portal = await PortalServerProcess.StartPublishedAsync(_published, folder, Path.Combine(_data, Path.GetRandomFileName()));
            using var client = new HttpClient { BaseAddress = portal.Address };

            Assert.Contains("\"status\":\"healthy\"", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)), StringComparison.Ordinal);
            foreach (var file in Directory.GetFiles(Path.Combine(_published, "wwwroot"), "*.*", SearchOption.AllDirectories).Where(IsAsset))
            {
                await AssertServedAsync(client, file);
            }

            Assert.InRange(portal.Output.Length, 1, 20_000);
            Assert.DoesNotContain("SELECT", portal.Output, StringComparison.Ordinal);
        }
    }

    private static string BuildConfiguration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    private static bool IsAsset(string file) => Path.GetExtension(file) is ".css" or ".js" or ".svg" or ".woff2";

    private async Task AssertServedAsync(HttpClient client, string file)
    {
        var address = new Uri("/" + Path.GetRelativePath(Path.Combine(_published, "wwwroot"), file).Replace('\\', '/'), UriKind.Relative);
        var expected = await File.ReadAllBytesAsync(file);
        Assert.NotEmpty(expected);
        foreach (var encoding in new[] { "identity", "gzip", "br" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
            using var response = await client.SendAsync(request);

            Assert.True(response.IsSuccessStatusCode, $"{address} as {encoding}: {response.StatusCode}");
            var served = await ReadAsync(response);
            Assert.True(expected.SequenceEqual(served), $"{address} as {encoding} is not the file.");
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response)
    {
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var plain = response.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var all = new MemoryStream();
        await plain.CopyToAsync(all);
        return all.ToArray();
    }
}
