using Kiket.Portal.AccountChanges;
using Kiket.Portal.Accounts;
using Kiket.Portal.Analytics;
using Kiket.Portal.Api;
using Kiket.Portal.Audit;
using Kiket.Portal.Billing;
using Kiket.Portal.Checks;
using Kiket.Portal.Commands;
using Kiket.Portal.Components;
using Kiket.Portal.Components.Errors;
using Kiket.Portal.Components.PublicPages;
using Kiket.Portal.Data;
using Kiket.Portal.Demo;
using Kiket.Portal.Documentation;
using Kiket.Portal.Events;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Foundation;
using Kiket.Portal.GitHub;
using Kiket.Portal.Hosting;
using Kiket.Portal.Installations;
using Kiket.Portal.Installations.Calls;
using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Jobs;
using Kiket.Portal.Legal;
using Kiket.Portal.Listings;
using Kiket.Portal.Manifests;
using Kiket.Portal.Nodes;
using Kiket.Portal.Notifications;
using Kiket.Portal.Operations;
using Kiket.Portal.Organizations;
using Kiket.Portal.Ratings;
using Kiket.Portal.Releases;
using Kiket.Portal.Reviews;
using Kiket.Portal.Secrets;
using Kiket.Portal.Snapshots;
using Kiket.Portal.Submissions;
using Kiket.Portal.Support;
using Kiket.Portal.Webhooks;
using MudBlazor.Services;

namespace Kiket.Portal;

/// <summary>Assembles the portal: services, pipeline, routes. Contains no logic.</summary>
public static class PortalHost
{
    /// <summary>Stops hostile text from blocking a core in a regular expression (ColorCode, sanitizing, scans).</summary>
    private static readonly TimeSpan RegexTimeout = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs the portal until it is stopped, or the command that <paramref name="args"/> name.</summary>
    /// <returns>
    /// The exit code: 0 after an orderly stop, 1 when invalid settings prevent the start, which standard error lists; or that of
    /// the command.
    /// </returns>
    public static async Task<int> RunAsync(string[] args)
    {
        WebApplication app;
        try
        {
            if (await PortalCommands.RunAsync(args) is { } exitCode)
            {
                return exitCode;
            }

            app = Build(args);
        }
        catch (Exception exception) when (StartupSettingErrors.Of(exception) is { Count: > 0 } settings)
        {
            // No stack trace: the person who starts the portal can fix a setting, not the code.
            Console.Error.WriteLine(StartupSettingErrors.Describe(settings));
            return 1;
        }
        catch (CannotStartException reason)
        {
            Console.Error.WriteLine($"The portal can't start. {reason.Message}");
            return 1;
        }

        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped while it was still starting. That is an orderly stop too, and the next start continues from there.
        }
        catch (CannotStartException reason)
        {
            Console.Error.WriteLine($"The portal can't start. {reason.Message}");
            return 1;
        }
        catch (Exception exception) when (ListenFailure.Describe(exception) is { } reason)
        {
            Console.Error.WriteLine($"The portal can't start. {reason}");
            return 1;
        }

        return 0;
    }

    /// <summary>Builds the portal, ready to run. Startup tasks (migration, demo) run when it starts.</summary>
    /// <param name="args">Settings from the command line.</param>
    /// <param name="replace">Replaces services. For tests, such as a recorder for mails.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        // Before anything creates a Regex, because the default is read once per process.
        AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", RegexTimeout);

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = PublishedFolder() });
        var unreadable = PortalSettings.RemoveUnreadable(builder.Configuration);
        // One that isn't valid is reported with all other settings below.
        var role = PortalRoles.Read(builder.Configuration[$"{PortalOptions.Section}:{nameof(PortalOptions.Role)}"] ?? "") ?? PortalRoles.Default;
        if (role == PortalRole.Edge)
        {
            return EdgeHost.Build(builder);
        }

        if (!builder.Environment.IsDevelopment())
        {
            // Without it, a Production run from source serves every asset as 200 with an empty body.
            builder.WebHost.UseStaticWebAssets();
        }

        builder.AddServer();
        builder.AddTelemetry();
        AddFeatures(builder, role);
        builder.Services.AddHealth();
        builder.Services.AddSecurityHeaders();
        builder.Services.AddMudServices();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddPublicPages();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        // Before the pipeline, which reads settings too, so that all invalid settings are reported together.
        StartupSettingErrors.Check(app.Services, unreadable);
        foreach (var unknown in PortalSettings.Unknown(app.Configuration))
        {
            app.Logger.LogWarning("{Setting}", unknown);
        }

        app.UseAllowedHosts();
        app.UseKnownProxies();
        app.UseHeadAsGet();
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UsePublicPages();
        app.UseMiddleware<LogRefusals>();
        app.UsePageSearchLimit();
        app.UseVisitorPages();
        app.UseApi();
        app.UseAuthentication();
        app.UseLiveConnections();
        app.UseAuthorization();
        app.UseRecentProof();
        app.UseMiddleware<LimitLogins>();
        app.UseAntiforgery();
        app.MapHealth();
        if (!role.HasFlag(PortalRole.Web))
        {
            // A host runs containers and is no place for visitors.
            return app;
        }

        app.MapStaticAssets();
        app.MapPictures();
        app.MapUploads();
        app.MapSupportFiles();
        app.MapAuditExports();
        app.MapBillingFiles();
        app.MapAnalyticsFiles();
        app.MapAccounts();
        app.MapNotifications();
        app.MapDemo();
        app.MapPublicPages();
        app.MapApi();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
            options.ContentSecurityFrameAncestorsPolicy = null); // SecurityHeaders sets a stricter one
        return app;
    }

    /// <summary>
    /// The folder of the published program, whatever the current folder is: service managers start programs in /. Null for a
    /// build, whose files are in the project's folder; only a build has this file beside it.
    /// </summary>
    private static string? PublishedFolder() =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, "Kiket.Portal.staticwebassets.runtime.json")) ? null : AppContext.BaseDirectory;

    /// <summary>Every folder's module, lowest level first, so that migration starts before the demo that needs its tables.</summary>
    private static void AddFeatures(WebApplicationBuilder builder, PortalRole role)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddData(configuration);
        services.AddEvents();
        services.AddNodes();
        services.AddJobs(configuration);
        services.AddSecrets(configuration);
        services.AddFiles(provider => provider.GetRequiredService<DataDirectory>().Private("files"));
        services.AddGitHub();
        services.AddAccounts(configuration);
        services.AddAudit();
        services.AddOrganizations();
        services.AddNotifications(configuration);
        services.AddAccountChanges();
        services.AddManifests();
        services.AddDocumentation();
        services.AddLegal();
        services.AddExtensions();
        services.AddSnapshots();
        services.AddChecks();
        services.AddReleases();
        services.AddListings();
        services.AddExtensionCalls();
        services.AddInstallationConfiguration();
        services.AddSubmissions();
        services.AddInstallations();
        services.AddRatings();
        services.AddSupport(provider => provider.GetRequiredService<DataDirectory>().Private("files"));
        services.AddWebhooks();
        services.AddHosting(builder.Environment.IsProduction(), role.HasFlag(PortalRole.Host));
        services.AddReviews();
        services.AddOperations();
        services.AddBilling();
        services.AddAnalytics();
        services.AddApi();
        services.AddScreens();
        services.AddDemo(configuration, builder.Environment);
    }
}
