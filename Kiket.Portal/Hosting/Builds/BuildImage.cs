using System.Globalization;
using Kiket.Portal.Containers;
using Kiket.Portal.Findings;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Tiers;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Hosting.Builds;

/// <summary>A commit to build, and access to its files.</summary>
public sealed record BuildJob(Guid BuildId, RepositoryInfo Repository, string Commit, GitHubToken? Token, HostingTier Tier);

/// <summary>Builds the image of a commit in a container of its own, loads it, and starts it for a trial. Canceling ends all of it.</summary>
public sealed class BuildImage(PackContext pack, IContainerEngine engine, BuildNetwork network, TrialRun trial, IOptions<HostingOptions> options)
{
    private const int MaxBases = 64 * 1024;
    private const int MostBases = 50;

    public async Task<BuildOutcome> RunAsync(BuildJob job, BuildLog log, CancellationToken cancellationToken)
    {
        try
        {
            if (!(await pack.RunAsync(job.Repository, job.Commit, job.Token, cancellationToken)).TryGet(out var context, out var error))
            {
                return Refused(error, log);
            }

            await using var files = context;
            return await BuildAsync(job, context, log, cancellationToken);
        }
        catch (EngineException exception)
        {
            return Transient("engine", exception.Message, log);
        }
    }

    private async Task<BuildOutcome> BuildAsync(BuildJob job, BuildContext context, BuildLog log, CancellationToken cancellationToken)
    {
        if (!(await network.EnsureAsync(cancellationToken)).TryGet(out var reached, out var error))
        {
            return Transient(error.Code, error.Message, log);
        }

        var (name, limits) = (BuildBox.Name(job.BuildId), options.Value.Build);
        // What a killed portal left.
        await engine.RetireAsync(name, TimeSpan.Zero, cancellationToken);
        await using var archive = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose);
        var (bases, tooLarge) = ("", false);
        var box = new BoxSpec(BuildBox.Container(job.BuildId, options.Value, reached, engine.Label), limits.TimeLimit)
        {
            Input = (context.Archive, BuildBox.Folder),
            MaxBytes = limits.DiskMiB * 1024L * 1024,
            Output = new BoxFiles(BuildBox.Folder + "/out", async (file, content, stop) =>
            {
                if (file == BuildBox.ImageFile)
                {
                    tooLarge |= !await CopyAsync(content, archive, limits.ImageMiB * 1024L * 1024, stop);
                }
                else if (file == BuildBox.BasesFile)
                {
                    using var text = new MemoryStream();
                    tooLarge |= !await CopyAsync(content, text, MaxBases, stop);
                    bases = System.Text.Encoding.UTF8.GetString(text.ToArray());
                }
            }),
        };
        log.Add($"Build of {job.Repository.FullName} at {job.Commit}, {(reached is null ? "without network" : $"with {string.Join(", ", limits.Egress)}")}");
        var result = await engine.RunBoxAsync(box, log, cancellationToken);
        if (result is not { ExitCode: 0, TimedOut: false })
        {
            var (failure, finding) = BuildFailures.Of(result, limits, limits.Egress, log, context.Dockerfile);
            log.Add(failure.Sentence);
            return new BuildOutcome(failure) { Findings = [finding, .. context.Notes] };
        }

        var built = new BuildOutcome(Failure: null) { Findings = context.Notes, Bases = Bases(bases) };
        if (tooLarge)
        {
            return Refused(built, "image_size", $"The image has more than {limits.ImageMiB:N0} MiB. Build less into it.", BuildRules.OverLimit, log);
        }

        archive.Position = 0;
        return (await engine.LoadAsync(archive, cancellationToken)).TryGet(out var image, out error)
            ? await TryAsync(job, built with { ImageId = image.Value }, log, cancellationToken)
            : Refused(built, error.Code, error.Message, BuildRules.ImageRefused, log);
    }

    private async Task<BuildOutcome> TryAsync(BuildJob job, BuildOutcome built, BuildLog log, CancellationToken cancellationToken)
    {
        var image = new ImageId(built.ImageId!);
        var facts = await engine.DescribeAsync(image, cancellationToken) ?? throw new EngineException("The engine lost the image that it has just loaded.");
        built = built with { Port = facts.Ports is [var only] ? only : ImageBuild.DefaultPort, User = UserOf(facts.User) };
        var failure = await trial.RunAsync(new TrialImage(job.BuildId, image, built.Port, built.User, job.Tier), log, cancellationToken);
        if (failure is null)
        {
            return built;
        }

        await engine.RemoveImageAsync(image, cancellationToken);
        var finding = BuildRules.DoesNotRespond.At(failure.Sentence, Dockerfile.Path);
        return built with { Failure = failure, ImageId = null, Findings = [finding, .. built.Findings] };
    }

    /// <summary>The image's user when it is a number other than 0, with a group if that is a number too: names mean nothing outside of the image.</summary>
    public static string? UserOf(string user)
    {
        var parts = user.Split(':');
        return parts.Length <= 2 && Array.TrueForAll(parts, IsNumber) && uint.Parse(parts[0], CultureInfo.InvariantCulture) != 0 ? user : null;

        static bool IsNumber(string part) => uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    /// <summary>The images that the builder has beside the one it built, which has no name.</summary>
    private static List<string> Bases(string lines) =>
    [
        .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith("<none>", StringComparison.Ordinal))
            .Select(Dockerfile.Short)
            .Take(MostBases),
    ];

    /// <summary>False when there are more bytes than <paramref name="most"/>.</summary>
    private static async Task<bool> CopyAsync(Stream from, Stream to, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[81920];
        for (var copied = 0L; await from.ReadAsync(buffer, cancellationToken) is var read and > 0;)
        {
            copied += read;
            if (copied > most)
            {
                return false;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return true;
    }

    private static BuildOutcome Refused(Error error, BuildLog log) =>
        error.Kind is not (ErrorKind.Invalid or ErrorKind.TooLarge)
            ? Transient(error.Code, error.Message, log) with { RetryAfter = error.RetryAfter }
            : Refused(new BuildOutcome(Failure: null), error.Code, error.Message, BuildRules.ContextRefused, log);

    private static BuildOutcome Refused(BuildOutcome built, string code, string sentence, FindingRule rule, BuildLog log)
    {
        log.Add(sentence);
        return built with
        {
            Failure = new BuildFailure(code, sentence, null, null, log.Last()),
            Findings = [rule.At(sentence), .. built.Findings],
        };
    }

    private static BuildOutcome Transient(string code, string sentence, BuildLog log)
    {
        log.Add(sentence);
        return new BuildOutcome(new BuildFailure(code, sentence, null, null, log.Last())) { IsTransient = true };
    }
}
