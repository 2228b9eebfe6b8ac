using System.Formats.Tar;
using Kiket.Portal.Containers;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Hosting.Builds;
using Kiket.Portal.Tiers;

namespace Kiket.Portal.Tests.Hosting.Builds;

/// <summary>What builds decide without an engine.</summary>
public sealed class BuildRulesTests
{
    private static readonly TrialImage Trial = new(Guid.Empty, new ImageId("sha256:0"), 8080, null, HostingTiers.Minimal);

    [Fact]
    public void Steps_are_counted_by_stage_with_the_line_where_each_begins()
    {
        var file = Dockerfile.Read("ARG V=1\nFROM a@sha256:1 AS build\n# why\nRUN one \\\n  # inside\n  two\n\nfrom scratch\nCOPY --from=build /x /x\n");

        Assert.Equal(
            [(0, 0, 1, "ARG"), (1, 1, 2, "FROM"), (1, 2, 4, "RUN"), (2, 1, 8, "FROM"), (2, 2, 9, "COPY")],
            file.Instructions.Select(instruction => (instruction.Stage, instruction.Step, instruction.Line, instruction.Word)));
        Assert.Equal("RUN one two", file.Instructions[2].Text);
        Assert.Equal(9, file.Find(2, 2, "COPY --from=build /x /x")?.Line);
        Assert.Equal(4, file.Find(9, 9, "RUN  one two")?.Line); // counted otherwise: found by its text
        Assert.Null(file.Find(9, 9, "RUN other"));
        Assert.Empty(Dockerfile.Read("").Instructions);
    }

    [Fact]
    public void Base_images_without_a_digest_are_warned_about_and_stages_are_not()
    {
        var file = Dockerfile.Read("FROM node:22 AS build\nFROM --platform=linux/amd64 debian:12@sha256:1\nFROM build\nFROM scratch\nFROM $BASE\n");

        Assert.Equal([1, 5], file.WithoutDigest().Select(finding => finding.Line!.Value));
        Assert.Contains("node:22", file.WithoutDigest()[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_keeps_its_start_and_its_end_and_nothing_that_cannot_be_shown()
    {
        var log = new BuildLog();
        log.Add("\u001B[31mred\u001B[0m\0 10%\r100%\r");
        for (var line = 0; line < 20_000; line++)
        {
            log.Add(FormattableString.Invariant($"line {line} {new string('x', 60)}"));
        }

        log.Add(new string('y', 100_000));
        var text = log.ToString();

        Assert.StartsWith("100%\nline 0 ", text, StringComparison.Ordinal);
        Assert.Matches(@"… \d+ lines left out …", text);
        Assert.InRange(text.Length, 1000, 160_000);
        Assert.Equal(BuildLog.LastLines, log.Last().Count);
        Assert.Equal(1001, log.Last()[^1].Length);
    }

    [Theory]
    [InlineData("link", "target", true)]
    [InlineData("a/link", "../target", true)]
    [InlineData("a/link", "./b//c", true)]
    [InlineData("link", "../target", false)]
    [InlineData("a/link", "../../etc", false)]
    [InlineData("a/link", "b/../../..", false)]
    [InlineData("a/link", "b/..", false)] // b may be a link itself
    [InlineData("link", "/etc/passwd", false)]
    [InlineData("link", "", false)]
    public async Task A_link_that_leads_out_is_refused(string path, string target, bool isAllowed)
    {
        var packed = await PackAsync(new FilesOfCommit().Add("Dockerfile", "FROM scratch").Add(path, target, TreeEntryKind.Symlink));

        Assert.Equal(isAllowed ? null : "context_link", packed.Error?.Code);
    }

    [Fact]
    public async Task A_context_has_the_files_with_their_rights_and_says_what_is_not_in_it()
    {
        var files = new FilesOfCommit()
            .Add("Dockerfile", "FROM scratch")
            .Add("run", "x"u8.ToArray(), isExecutable: true)
            .Add("../out", "x")
            .Add("big", "version https://git-lfs.github.com/spec/v1\noid sha256:1\n")
            .Add("other", "", TreeEntryKind.Submodule);

        await using var context = Done(await PackAsync(files));
        var entries = new Dictionary<string, TarEntry>(StringComparer.Ordinal);
        await using var reader = new TarReader(context.Archive);
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
        {
            entries[entry.Name] = entry;
        }

        Assert.Equal(["context/Dockerfile", "context/big", "context/other", "context/run"], entries.Keys.Order(StringComparer.Ordinal));
        Assert.True(entries["context/run"].Mode.HasFlag(UnixFileMode.OtherExecute));
        Assert.False(entries["context/Dockerfile"].Mode.HasFlag(UnixFileMode.UserExecute));
        Assert.Equal(["big", "other"], context.Notes.Where(note => note.Id == BuildRules.FileLeftOut.Id).Select(note => note.Path));
    }

    [Fact]
    public async Task What_cannot_be_a_context_is_refused_before_it_is_read()
    {
        Assert.Equal("dockerfile_missing", (await PackAsync(new FilesOfCommit().Add("src/Dockerfile", "FROM scratch"))).Error?.Code);
        Assert.Equal("context_entries", (await PackAsync(new FilesOfCommit { IsComplete = false }.Add("Dockerfile", "FROM scratch"))).Error?.Code);
        var large = new FilesOfCommit().Add("Dockerfile", "FROM scratch").Add("big", [], size: PackContext.MaxBytes);
        Assert.Equal("context_bytes", (await PackAsync(large)).Error?.Code);
        Assert.Equal("dockerfile_size", (await PackAsync(new FilesOfCommit().Add("Dockerfile", new byte[Dockerfile.MaxBytes + 1]))).Error?.Code);
        var many = new FilesOfCommit().Add("Dockerfile", "FROM scratch");
        for (var file = 0; file < PackContext.MaxEntries; file++)
        {
            many.Add(FormattableString.Invariant($"f{file}"), []);
        }

        Assert.Equal("context_entries", (await PackAsync(many)).Error?.Code);
    }

    [Theory]
    [InlineData(137, "", "", "out_of_memory")]
    [InlineData(1, "", "open /app/x: Read-only file system", "exited")]
    [InlineData(null, "healthy|listens 00000000:1F90", "", null)]
    [InlineData(null, "healthy|listens 00000000000000000000000000000000:1F90", "", null)]
    [InlineData(null, "healthy|listens 0100007F:1F90", "", "loopback_only")]
    [InlineData(null, "said nc: refused|listens 00000000:0BB8", "", "not_listening")]
    [InlineData(null, "said HTTP/1.1 500 Internal Server Error|listens 00000000:1F90", "", "unhealthy")]
    [InlineData(null, "said |listens 00000000:1F90", "", "no_answer")]
    public void A_trial_run_is_judged_in_words(int? exitCode, string probe, string output, string? code)
    {
        var printed = new BuildLog();
        printed.Add(output);

        var failure = TrialRun.Judge(Trial, exitCode, probe.Split('|'), printed, TimeSpan.FromMinutes(2));

        Assert.Equal(code, failure?.Code);
        Assert.Equal(output.Length > 0, failure?.Sentence.Contains("only /tmp can be written", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("root", null)]
    [InlineData("app:app", null)]
    [InlineData("0:5", null)]
    [InlineData("20001", "20001")]
    [InlineData("20001:20002", "20001:20002")]
    [InlineData("20001:staff", null)]
    [InlineData("99999999999", null)]
    public void Only_a_number_other_than_0_is_a_user(string user, string? runsAs) => Assert.Equal(runsAs, BuildImage.UserOf(user));

    private static Task<Result<BuildContext>> PackAsync(FilesOfCommit files) =>
        new PackContext(files).RunAsync(FilesOfCommit.Repository, new string('a', 40), null, CancellationToken.None);

    private static BuildContext Done(Result<BuildContext> packed) => Submissions.Scenario.Done(packed);
}
