import { group } from './vendor.ts'

/** Devices in houses, workshops and pockets. */
export const DEVICE_VENDORS = [
  group('device control', ['operations'], {
    names: `
      home assistant, hass, smartthings, hubitat, openhab, domoticz, philips hue, lifx, nanoleaf,
      tplink kasa, kasa, tapo, wyze, ring doorbell, arlo, google home, alexa, tuya, zigbee2mqtt, shelly,
      sonos, spotify, apple music, plex, jellyfin, emby, sonarr, radarr, lidarr, overseerr, jellyseerr,
      qbittorrent, transmission bt, roon, denon, kodi, tesla, tesla fleet, tessie, enode, smartcar,
      ecobee, octoprint, bambu lab, bambu, prusa, klipper, moonraker, 3d printer, arduino, raspberry pi,
      esp32, esphome, ros, ros2, robot operating system, dji, px4, ardupilot, mavlink, modbus, opc ua,
      bacnet, siemens s7, ignition scada, plc, node red, homebridge, apple home, aqara, switchbot,
      roborock, irobot, dyson connect, lutron, control4, crestron, elgato, stream deck, touchdesigner,
      resolume, vestaboard, divoom, wled, youtube music, deezer, tidal, last fm, google cast, chromecast,
      android tv, apple tv, osc control, midi, drone control, xiaomi home, miot, mi home, eufy, enphase,
      solaredge, fronius, growatt, home connect, miele, netatmo, ewelink, sonoff, lg thinq, samsung tv,
      yeelight, govee`,
    words: 'homey, hue, nest, ring, roku',
  }),
  group('house, hardware and players', ['operations'], {
    names: `
      volumio, mpd, vlc, mpv, plexamp, navidrome, subsonic, audiobookshelf, kavita, komga, tautulli,
      prowlarr, arr suite, nzbget, sabnzbd, homebox, grocy, mealie, tandoor recipes, frigate, reolink,
      unifi protect, blue iris, ecovacs, roomba, dreame, nuki, august lock, yale lock, schlage, tado,
      honeywell home, sensibo, daikin, melcloud, lennox, powerwall, victron, emoncms, tibber, wallbox,
      easee, zaptec, chargepoint, bmw connected, mercedes me, volvo cars, polestar car, hyundai bluelink,
      onstar, fordpass, toyota connected, jlink, openocd, probe rs, saleae, sigrok, oscilloscope,
      keysight, rigol, tektronix, scpi, pyvisa, ltspice, opentrons, grbl, cnc, laser cutter, plc4x,
      ha mcp, hass mcp, smart home, home automation, hue lights, philips hue bridge, matter devices,
      zigbee, zwave, thread border, smart lights, thermostat, garage door, vacuum, robot vacuum,
      cups print, print server, brother printer, thermal printer, label printer, 3d printers, creality,
      elegoo, cura, prusalink, orca slicer, bambu studio, mainsail, fluidd, repetier, simplyprint,
      ip camera, onvif, go2rtc, rtsp, wyze cam, blink camera, nest cam, ring camera, ble, serial port,
      uart, gpio, i2c, can bus, obd2, obd, elm327, modbus tcp, ethernet ip, profinet, knx, dali, artnet,
      dmx, qlc, ma lighting, vmix, atem, blackmagic, companion bitfocus, ptz, ndi, midi controller,
      spotify player, spotify web, apple music player, itunes, music app, youtube music player,
      media control, playback control, mopidy, jriver, foobar2000, musicbee, heos, yamaha musiccast, bose,
      lg webos, webos, samsung smartthings, vizio, roku tv, fire tv, nvidia shield, xbox, playstation,
      nintendo switch, steam deck, retroarch, unitree, spot robot, boston dynamics, ur robot,
      universal robots, franka, lerobot, so arm, xarm, dobot, turtlebot, tello, ardupilot drone,
      qgroundcontrol, mavsdk, betaflight, starlink, flipper zero, flipper, hackrf, rtl sdr, sdr, gnuradio,
      meshtastic, lorawan, chirpstack, the things network, helium iot, blynk, arduino cloud, esp idf,
      micropython, circuitpython, jetson, coral tpu, m5stack, pixhawk, microbit, android, android device,
      android phone, android debug, scrcpy, ios device, iphone, ipad, xctest, idb, simctl, ios sim, wda,
      appium server, phone control, mobile control, mobile automation, harmonyos, hdc, maestro test`,
  }),
] as const
