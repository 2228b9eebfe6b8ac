using System.Formats.Tar;
using System.Text;
using Kiket.Portal.Containers;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Containers;

/// <summary>Archives that are refused before an engine sees them: there is none at this address.</summary>
public sealed class ImageArchiveTests : IDisposable
{
    private readonly DockerEngine _engine = new(new DockerEndpoint(new Uri("unix:///nowhere.sock"), PodmanService.Owner));

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("\"RepoTags\":[\"edge:latest\"]")]
    [InlineData("\"RepoTags\":\"edge\"")]
    [InlineData("\"repotags\":[\"edge:latest\"]")]
    [InlineData("\"RepoTags\":null,\"RepoTags\":[\"edge:latest\"]")]
    public async Task A_foreign_tag_is_refused(string tags)
    {
        var result = await LoadAsync(manifest => manifest.Replace("\"RepoTags\":null", tags, StringComparison.Ordinal));

        Assert.Equal("foreign_tag", result);
    }

    [Theory]
    [InlineData("repositories", "{\"edge\":{\"latest\":\"1\"}}")]
    [InlineData("index.json", "{}")]
    [InlineData("./oci-layout", "{}")]
    [InlineData("manifest.json", "[]")]
    public async Task A_second_description_of_the_image_is_refused(string name, string text) =>
        Assert.Equal("image_archive", await LoadAsync(null, (name, text)));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("[{},{}]")]
    [InlineData("[{\"Config\":\"missing.json\"}]")]
    public async Task A_manifest_without_exactly_one_image_is_refused(string manifest) => Assert.Equal("image_archive", await LoadAsync(_ => manifest));

    [Theory]
    [InlineData("")]
    [InlineData("not an archive, and long enough to be read as one block of a tar file if that were all that counted")]
    public async Task Anything_else_than_an_archive_is_refused(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));

        Assert.Equal("image_archive", (await _engine.LoadAsync(stream, default)).Error?.Code);
    }

    [Fact]
    public async Task A_good_archive_reaches_the_engine()
    {
        using var archive = ImageArchives.Archive(_ => { });

        var exception = await Assert.ThrowsAsync<EngineException>(() => _engine.LoadAsync(archive, default));
        Assert.Contains("doesn't respond", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_does_not_respond_is_unusable_and_says_where_it_was_looked_for()
    {
        var state = await _engine.ProbeAsync(default);

        Assert.False(state.IsUsable);
        Assert.Contains("unix:///nowhere.sock", Assert.Single(state.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_nothing_runs_and_the_reason_is_given()
    {
        var engine = new NoEngine();

        Assert.Equal([NoEngine.Reason], (await engine.ProbeAsync(default)).Reasons);
        Assert.Empty(await engine.ObserveAsync(default));
        await Assert.ThrowsAsync<EngineException>(() => engine.RetireAsync("kx", TimeSpan.Zero, default));
    }

    private async Task<string?> LoadAsync(Func<string, string>? manifest, params (string, string)[] more)
    {
        using var archive = ImageArchives.Archive(
            layer => layer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp")), manifest: manifest, more: more);
        return (await _engine.LoadAsync(archive, default)).Error?.Code;
    }
}
