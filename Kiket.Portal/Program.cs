Kiket.Portal.PortalHost.Build(args).Run();
