using Kiket.Portal.Accounts.Sessions;
using Kiket.Portal.Accounts.SignIn;
using Kiket.Portal.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Accounts;

public static class AccountsModule
{
    private const int MinPasswordLength = 8;

    /// <summary>How often a cookie's name and roles are refreshed. Every request checks that its sign-in is still valid.</summary>
    private static readonly TimeSpan StampInterval = TimeSpan.FromSeconds(60);

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccountsOptions>()
            .BindConfiguration(AccountsOptions.Section)
            .PostConfigure<IHostEnvironment>((accounts, host) => accounts.ConfirmedEmail ??= host.IsProduction())
            .ValidateDataAnnotations()
            .Validate<IHostEnvironment>(
                (accounts, host) => accounts.PasswordIterations >= AccountsOptions.SlowPassword || !host.IsProduction(),
                $"Accounts:PasswordIterations is below {AccountsOptions.SlowPassword} in Production. "
                + "Passwords from a stolen database would be easy to guess: remove the setting.")
            .ValidateOnStart();
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpContextAccessor();
        services.AddIdentity();

        var authentication = services
            .AddAuthentication(options =>
            {
                options.DefaultScheme = IdentityConstants.ApplicationScheme;
                options.DefaultSignInScheme = IdentityConstants.ExternalScheme;
            })
            .AddScheme<AuthenticationSchemeOptions, ApiTokenAuthentication>(ApiTokenAuthentication.Scheme, _ => { });
        authentication.AddIdentityCookies();
        ExternalSignIn.AddConfigured(
            authentication, configuration.GetSection(AccountsOptions.Section).Get<AccountsOptions>() ?? new AccountsOptions());
        PortalCookies.Configure(services, configuration);

        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddScoped<IClaimsTransformation, RemoteAddressClaim>();
        services.AddScoped<CurrentPerson>();
        services.AddSingleton<LinkCookies>();
        services.AddSingleton<PlatformAccess>();
        services.AddSingleton<SetPlatformRoles>();
        services.AddSingleton<ConfirmedPeople>();
        services.AddSingleton<FirstOperator>();
        services.AddHostedService<FirstOperatorAtStart>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<MailedLinks>();
        services.AddSingleton<RegistrationLinks>();
        services.AddSingleton<RegistrationRule>();
        services.AddScoped<SetPasswordByLink>();
        services.AddSingleton<LockedNotice>();
        services.AddSessions();
        services.AddSingleton<AccountMailLimit>();
        services.AddSingleton<RegistrationLimit>();
        services.AddSingleton<LoginLimit>();
        return services;
    }

    private static void AddIdentity(this IServiceCollection services)
    {
        services
            .AddIdentityCore<PortalUser>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // The name is an e-mail address, which has its own validator for allowed characters.
                options.User.AllowedUserNameCharacters = "";
                options.Password.RequiredLength = MinPasswordLength;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 1;
                // With a lockout, anyone could lock the owner out. SignInThrottle slows down guessing instead.
                options.Lockout.AllowedForNewUsers = false;
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            })
            .AddUserStore<UserOnlyStore<PortalUser, PortalDb, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>,
                IdentityUserToken<Guid>, IdentityUserPasskey<Guid>>>()
            .AddClaimsPrincipalFactory<PortalUserClaims>()
            .AddPasswordValidator<CommonPasswordRule>()
            .AddUserValidator<PersonRules>()
            .AddSignInManager<PortalSignIn>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<OneTimeCodes>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddScoped<ILookupNormalizer, LookupNormalizer>();
        // One per request, because the page reads from it why a code was refused.
        services.AddScoped<OneTimeCodes>();
        services.AddScoped<RecentProof>();
        services.AddScoped<CheckProof>();
        services.AddOptions<PasswordHasherOptions>()
            .Configure<IOptions<AccountsOptions>>((hasher, accounts) => hasher.IterationCount = accounts.Value.PasswordIterations);
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = StampInterval);
    }
}
