using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Kiket.Portal.Accounts;
using Kiket.Portal.Data;
using Kiket.Portal.Documentation;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.Installations;
using Kiket.Portal.Listings;
using Kiket.Portal.Organizations;
using Kiket.Portal.Releases.Deprecations;
using Kiket.Portal.Releases.Offers;
using Kiket.Portal.Reviews.Decisions;
using Kiket.Portal.Submissions;
using Kiket.Portal.Submissions.Attachments;
using Kiket.Portal.Submissions.Drafts;
using Kiket.Portal.Support;
using Kiket.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Kiket.Portal.Tests.Architecture;

/// <summary>The demo with one of everything that a route may name, and somebody of every kind who asks for it.</summary>
internal sealed class RouteSamples(PortalServer portal)
{
    /// <summary>What acme lists for its members alone.</summary>
    public const string PrivateId = "dev.acme.incident-bridge";
    public const string PrivateVersion = "1.0.0";
    public const string PrivateName = "Zanzibar Quokka";
    public const string PrivateSummary = "Feeds the quokkas of Zanzibar.";

    private const string Org = "acme";
    private const string Password = "lamp violet gravel";

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Org"] = Org,
        ["organization"] = Org,
        ["registry"] = "marketplace",
        ["TabSegment"] = "security",
        ["versionTab"] = "permissions",
        ["Slug"] = Org,
        ["Topic"] = "install",
        ["Chapter"] = "start",
        ["Section"] = "hosting",
        ["documentName"] = "v1",
        ["key"] = "publisher",
        ["repository"] = "1",
        ["event_id"] = "none",
        ["rating_id"] = "none",
        ["fingerprint"] = "none",
        ["telemetry_token_id"] = "none",
        ["token"] = "none",
    };

    /// <summary>One client for each kind of person.</summary>
    public Dictionary<Who, HttpClient> People { get; } = [];

    public PrivateSample PrivateListing { get; private set; } = null!;

    /// <summary>Every token that is tried.</summary>
    public List<TriedToken> Tokens { get; } = [];

    public async Task PrepareAsync()
    {
        var owner = await ActorAsync("publisher@acme.example");
        var draft = (await portal.Services.GetRequiredService<StartSubmission>().RunAsync(Org, "marketplace", owner, default)).Value;
        _values["DraftId"] = draft.ToString();
        await SampleSubmissionsAsync(owner);
        await SampleListingAsync();
        await SampleInstallationAsync(owner);
        await ListPrivatelyAsync(owner);
        var mia = await MemberAsync();
        await SignInAsync(mia);
        await TokensAsync(owner, mia);
    }

    /// <summary>The pattern with samples in its braces.</summary>
    public string Address(RouteEntry entry)
    {
        var address = entry.Address ?? Regex.Replace(
            entry.Pattern,
            @"\{(?<name>\w+)(?::\w+)?\??\}",
            match => _values.TryGetValue(Named(entry, match.Groups["name"].Value), out var value)
                ? Uri.EscapeDataString(value)
                : throw new InvalidOperationException($"RouteSamples has nothing to put for {match.Value} in {entry.Pattern}. Add it to its values."),
            RegexOptions.None,
            TimeSpan.FromSeconds(1));
        return address;
    }

    /// <summary>What <c>id</c>, <c>version</c> and <c>tab</c> mean depends on the route.</summary>
    private static string Named(RouteEntry entry, string name) => name.ToUpperInvariant() switch
    {
        "TABSEGMENT" when entry.Pattern.Contains("/versions/", StringComparison.Ordinal) => "versionTab",
        "VERSION" when entry.Pattern.Contains("/installed/", StringComparison.Ordinal) => "next",
        "ID" when entry.Pattern.Contains("/uploads", StringComparison.Ordinal) => "upload",
        "ID" when entry.Pattern.Contains("/support/tickets/", StringComparison.Ordinal) => "ticket",
        "ID" when entry.Pattern.Contains("{Org}/support/", StringComparison.Ordinal) => "ticket",
        "ID" when entry.Pattern.Contains("/support/", StringComparison.Ordinal) => "ticketFile",
        "ID" when entry.Pattern.Contains("/products", StringComparison.Ordinal) => "extensionId",
        "ID" when entry.Pattern.Contains("/installations/", StringComparison.Ordinal) => "Number",
        "ID" when entry.Pattern.Contains("/deprecations/", StringComparison.Ordinal) => "deprecation",
        "ID" => "SubmissionId",
        _ => name,
    };

    private async Task SampleSubmissionsAsync(Actor owner)
    {
        await using var db = await OpenAsync();
        var organization = await db.Set<Organization>().Where(candidate => candidate.Slug == Org).Select(candidate => candidate.Id).SingleAsync();
        var submission = await db.Set<Submission>()
            .FirstAsync(candidate => candidate.OrganizationId == organization && candidate.State == SubmissionState.InReview);
        _values["SubmissionId"] = submission.Id.ToString();
        using var picture = new MemoryStream(Pictures.Png());
        var attached = await portal.Services.GetRequiredService<AttachFile>().RunAsync(
            new AttachFileRequest(Guid.Parse(_values["DraftId"]), UploadKind.Screenshot, "shot.png", picture, picture.Length, owner), default);
        _values["upload"] = attached.Value.UploadId.ToString("N");
    }

    private async Task SampleListingAsync()
    {
        await using var db = await OpenAsync();
        var documents = portal.Services.GetRequiredService<DocumentQueries>();
        foreach (var listing in await db.Set<Listing>()
            .AsNoTracking()
            .Where(candidate => candidate.Registry == "marketplace" && candidate.State == ListingState.Listed)
            .ToListAsync())
        {
            if (listing.DocumentSetId is { } set
                && listing.PublisherName == "Acme"
                && (await documents.GetExamplesAsync(set, default)).FirstOrDefault() is { } example
                && (await documents.GetChangelogAsync(set, default)).Count > 0)
            {
                _values["extensionId"] = _values["extension_id"] = listing.ExtensionId;
                _values["version"] = _values["other"] = listing.Version;
                _values["ExtensionKey"] = listing.ExtensionKey.ToString();
                _values["file"] = example.Path[(example.Path.LastIndexOf('/') + 1)..];
            }
        }

        _values["name"] = await (
            from listing in db.Set<Listing>()
            join picture in db.Set<DocumentPicture>() on listing.DocumentSetId equals picture.DocumentSetId
            where listing.Registry == "marketplace" && listing.State == ListingState.Listed
            select picture.Name).FirstAsync();
    }

    /// <summary>Acme runs an extension, and keeps a secret for one that it publishes.</summary>
    private async Task SampleInstallationAsync(Actor owner)
    {
        var started = (await portal.Services.GetRequiredService<InstallExtension>().RunAsync(
            new InstallExtensionRequest(Org, "dev.northwind.crm-sync", null, "2.4.0", null, owner), default)).Value;
        _values["Number"] = started.Number.ToString(CultureInfo.InvariantCulture);
        _values["job_id"] = started.OperationId.ToString();
        (_values["Step"], _values["next"]) = ("1", "3.0.1");
        await SampleTicketAsync(owner);

        await using var db = await OpenAsync();
        var published = _values["extension_id"];
        var organization = await db.Set<Organization>().Where(candidate => candidate.Slug == Org).Select(candidate => candidate.Id).SingleAsync();
        var stored = await portal.Services.GetRequiredService<PublisherSecrets>()
            .WriteAsync(organization, published, _values["key"], "a value that nobody else has", isNew: true, owner, default);
        Assert.True(stored.Succeeded, stored.Error?.Message);
        await SampleDeprecationAsync(db, published);
    }

    /// <summary>Acme asks the publisher of what it runs, with a file.</summary>
    private async Task SampleTicketAsync(Actor owner)
    {
        using var log = new MemoryStream("All is well."u8.ToArray());
        var file = Done(await portal.Services.GetRequiredService<AttachTicketFile>().RunAsync(
            new AttachTicketFileRequest(Org, Guid.NewGuid(), "log.txt", log, log.Length, owner), default));
        var ticket = Done(await portal.Services.GetRequiredService<OpenTicket>().RunAsync(
            new OpenTicketRequest(Org, "marketplace", "dev.northwind.crm-sync", owner)
            {
                Subject = "A question",
                Category = TicketCategory.Question,
                Text = "Where do I find the log?",
                Files = [file.Id],
            },
            default));
        (_values["ticket"], _values["ticketFile"]) = (ticket.Id.ToString(), file.Id.ToString());
    }

    /// <summary>Of a version that was never released, so that nothing else changes.</summary>
    private async Task SampleDeprecationAsync(PortalDb db, string published)
    {
        var extension = await db.Set<Extension>().Where(candidate => candidate.ExtensionId == published).Select(candidate => candidate.Id).SingleAsync();
        var deprecation = Deprecation.Of(extension, new DeprecationTerms("It is over.", null, null), "0.0.1", "Ada", DateTimeOffset.UtcNow);
        db.Add(deprecation);
        await db.SaveChangesAsync();
        _values["deprecation"] = deprecation.Id.ToString();
    }

    /// <summary>Acme's Owner submits it to the private registry, and its Admin approves it.</summary>
    private async Task ListPrivatelyAsync(Actor owner)
    {
        var draft = (await portal.Services.GetRequiredService<StartSubmission>().RunAsync(Org, Org, owner, default)).Value;
        Done(await portal.Services.GetRequiredService<ReadRepository>().RunAsync(
            new ReadRepositoryRequest(draft, "https://github.com/acme/incident-bridge", "v1.0.0", null, owner), progress: null, default));
        using var picture = new MemoryStream(Pictures.Png(640, 400));
        var shot = Done(await portal.Services.GetRequiredService<AttachFile>().RunAsync(
            new AttachFileRequest(draft, UploadKind.Screenshot, "shot.png", picture, picture.Length, owner), default));
        var captioned = await portal.Services.GetRequiredService<CaptionPicture>().RunAsync(draft, shot.UploadId, "A quokka", "", owner, default);
        Assert.True(captioned.Succeeded, captioned.Error?.Message);
        await using var db = await OpenAsync();
        var submission = await db.Set<Submission>().AsNoTracking().SingleAsync(one => one.Id == draft);
        var details = submission.Details with
        {
            Name = PrivateName,
            Summary = PrivateSummary,
            Categories = ["communication"],
            Support = new SupportContact("help@acme.example"),
            Justifications = new[] { "issues:read", "issues:write", "comments:read", "comments:write", "users:read" }
                .ToDictionary(scope => scope, _ => "It needs that for the bridge.", StringComparer.Ordinal),
        };
        Done(await portal.Services.GetRequiredService<DescribeSubmission>().RunAsync(
            new DescribeSubmissionRequest(draft, details, submission.RowVersion, owner), default));
        var submitted = await portal.Services.GetRequiredService<SubmitSubmission>().RunAsync(draft, owner, default);
        Assert.True(submitted.Succeeded, submitted.Error?.Message + string.Join(' ', submitted.Error?.Details.Select(detail => detail.Message) ?? []));
        Done(await portal.Services.GetRequiredService<DecideSubmission>().RunAsync(
            new DecideSubmissionRequest(draft, Decision.Approve, null, null, await ActorAsync("colleague@acme.example")), default));
        var set = await db.Set<Listing>().Where(listing => listing.Registry == Org).Select(listing => listing.DocumentSetId).SingleAsync();
        PrivateListing = new PrivateSample(
            draft, shot.UploadId, await db.Set<DocumentPicture>().Where(one => one.DocumentSetId == set).Select(one => one.Name).FirstAsync());
    }

    private static T Done<T>(Result<T> result)
    {
        Assert.True(result.Succeeded, result.Error?.Message);
        return result.Value;
    }

    private async Task<Actor> MemberAsync()
    {
        await using var scope = portal.Services.CreateAsyncScope();
        var mia = PortalUser.Register("mia@acme.example", "Mia", DateTimeOffset.UtcNow);
        mia.EmailConfirmed = true;
        Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(mia, Password)).Succeeded);
        await using var db = await OpenAsync();
        var organization = await db.Set<Organization>().SingleAsync(candidate => candidate.Slug == Org);
        db.Add(Membership.Of(organization.Id, mia.Id, OrganizationRole.Member, DateTimeOffset.UtcNow));
        await db.SaveChangesAsync();
        return new Actor(mia.Id, "Mia");
    }

    private async Task SignInAsync(Actor mia)
    {
        People[Who.Visitor] = portal.Client();
        People[Who.Stranger] = await DemoAsync("customer");
        People[Who.Admin] = await DemoAsync("colleague");
        People[Who.Owner] = await DemoAsync("publisher");
        People[Who.Reviewer] = await DemoAsync("reviewer");
        People[Who.Operator] = await DemoAsync("operator");
        People[Who.Member] = await WithCookiesAsync(
            (client, _) => client.SubmitAsync("/account/login", new() { ["Input.Email"] = "mia@acme.example", ["Input.Password"] = Password }));
        Assert.NotEqual(Guid.Empty, mia.UserId);
    }

    private Task<HttpClient> DemoAsync(string person) => WithCookiesAsync(async (client, page) =>
    {
        var token = Regex.Match(
            page,
            "name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)).Groups["token"].Value;
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
        return await client.PostAsync(new Uri($"/account/demo-sign-in/{person}", UriKind.Relative), form);
    });

    /// <summary>Signs in and keeps the cookie as it is: no answer of a later call can change who asks.</summary>
    private async Task<HttpClient> WithCookiesAsync(Func<HttpClient, string, Task<HttpResponseMessage>> signIn)
    {
        var cookies = new CookieContainer();
        using var handler = new SocketsHttpHandler { CookieContainer = cookies };
        using var browser = new HttpClient(handler) { BaseAddress = portal.Address };
        using var reply = await signIn(browser, await browser.GetStringAsync(new Uri("/account/login", UriKind.Relative)));
        Assert.NotNull(cookies.GetCookies(portal.Address)["kiket"]);
        var client = portal.Client();
        client.DefaultRequestHeaders.Add("Cookie", cookies.GetCookieHeader(portal.Address));
        return client;
    }

    private async Task TokensAsync(Actor owner, Actor mia)
    {
        var colleague = await ActorAsync("colleague@acme.example");
        Tokens.Add(new TriedToken("no token", Scopes.NoToken, IsOwn: true, IsMembers: false, portal.Client()));
        await AddAsync("read of a member", Scopes.Read, ApiTokenScopes.Read, Org, mia);
        foreach (var (name, person) in new[] { ("an admin", colleague), ("an owner", owner) })
        {
            await AddAsync("read of " + name, Scopes.Read, ApiTokenScopes.Read, Org, person);
            await AddAsync("publish of " + name, Scopes.Publish, ApiTokenScopes.Publish, Org, person);
            await AddAsync("install of " + name, Scopes.Install, ApiTokenScopes.Install, Org, person);
            await AddAsync("usage of " + name, Scopes.Usage, ApiTokenScopes.Usage, Org, person);
            await AddAsync("billing of " + name, Scopes.Billing, ApiTokenScopes.Billing, Org, person);
            await AddAsync("admin of " + name, Scopes.Admin, ApiTokenScopes.Admin, Org, person);
        }

        await AddAsync("review of a reviewer", Scopes.Review, ApiTokenScopes.Review, "kiket-team", await ActorAsync("reviewer@kiket-team.example"));
        await AddAsync("operate of an operator", Scopes.Operate, ApiTokenScopes.Operate, "kiket-team", await ActorAsync("operator@kiket-team.example"));
        var stranger = await ActorAsync("customer@globex.example");
        await AddAsync("read of a stranger", Scopes.Read, ApiTokenScopes.Read, "globex", stranger);
        await AddAsync("publish of a stranger", Scopes.Publish, ApiTokenScopes.Publish, "globex", stranger);
        await AddAsync("admin of a stranger", Scopes.Admin, ApiTokenScopes.Admin, "globex", stranger);
    }

    private async Task AddAsync(string name, Scopes scope, ApiTokenScopes scopes, string organization, Actor person)
    {
        var created = await portal.Services.GetRequiredService<CreateApiToken>()
            .RunAsync(organization, new NewApiToken(name, scopes, TimeSpan.FromDays(1)), person, default);
        var client = portal.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", created.Value.Value);
        Tokens.Add(new TriedToken(name, scope, organization == Org, name.EndsWith("a member", StringComparison.Ordinal), client));
    }

    private async Task<Actor> ActorAsync(string email)
    {
        await using var db = await OpenAsync();
        return await db.Set<PortalUser>().Where(user => user.Email == email).Select(user => new Actor(user.Id, user.DisplayName, null, null)).SingleAsync();
    }

    private Task<PortalDb> OpenAsync() => portal.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
}

/// <param name="IsOwn">Of the organization the test looks at.</param>
/// <param name="IsMembers">Of a plain member of it.</param>
internal sealed record TriedToken(string Name, Scopes Scope, bool IsOwn, bool IsMembers, HttpClient Client);

/// <summary>What acme keeps to its members.</summary>
/// <param name="Upload">Its screenshot.</param>
/// <param name="Picture">The stored name of a picture in its documents.</param>
internal sealed record PrivateSample(Guid Submission, Guid Upload, string Picture);
